package dev.tollgate.ledger.usage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The sums of one group.
 *
 * @param group a value for each dimension of the question, in its order
 */
public record UsageSum(
    List<String> group, Map<UsageMeasure, Long> measures, Map<UsageUnit, Long> units) {
  public UsageSum {
    group = List.copyOf(group);
    measures = Map.copyOf(measures);
    units = Map.copyOf(units);
  }

  /** What all of these come to; a sum beyond a long's range is the greatest long. */
  static UsageSum ofAll(List<UsageSum> sums) {
    var measures = new EnumMap<UsageMeasure, Long>(UsageMeasure.class);
    var units = new EnumMap<UsageUnit, Long>(UsageUnit.class);
    for (var sum : sums) {
      sum.measures.forEach((measure, value) -> measures.merge(measure, value, UsageSum::plus));
      sum.units.forEach((unit, value) -> units.merge(unit, value, UsageSum::plus));
    }
    return new UsageSum(List.of(), measures, units);
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

  public long of(UsageUnit unit) {
    return units.getOrDefault(unit, 0L);
  }
}
