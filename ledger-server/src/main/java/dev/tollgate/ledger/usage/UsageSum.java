package dev.tollgate.ledger.usage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The sums of one group.
 *
 * @param group a value for each dimension of the question, in its order
 */
public record UsageSum(List<String> group, Map<UsageMeasure, Long> measures) {
  public UsageSum {
    group = List.copyOf(group);
    measures = Map.copyOf(measures);
  }

  /** What all of these come to; a sum beyond a long's range is the greatest long. */
  static UsageSum ofAll(List<UsageSum> sums) {
    var measures = new EnumMap<UsageMeasure, Long>(UsageMeasure.class);
    for (var sum : sums) {
      sum.measures.forEach((measure, value) -> measures.merge(measure, value, UsageSum::plus));
    }
    return new UsageSum(List.of(), measures);
  }

  private static long plus(long one, long other) {
    try {
      return Math.addExact(one, other);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  public long of(UsageMeasure measure) {
    return measures.getOrDefault(measure, 0L);
  }
}
