package dev.tollgate.ledger.usage;

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

  public long of(UsageMeasure measure) {
    return measures.getOrDefault(measure, 0L);
  }
}
