package dev.tollgate.ledger.usage;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which usage is asked for, and by what its sums are told apart.
 *
 * @param only the value that a dimension must have; all hold together
 * @param since the first day, of admission in UTC
 * @param until the last day
 * @param by each at most once
 */
public record UsageQuestion(
    Map<UsageDimension, String> only, LocalDate since, LocalDate until, List<UsageDimension> by) {
  public UsageQuestion {
    only = Map.copyOf(only);
    by = List.copyOf(by);
    if (Set.copyOf(by).size() < by.size()) {
      throw new IllegalArgumentException("by must name each dimension once");
    }
  }
}
