package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Budget;
import java.util.List;

/** Limits and their current windows, one a line. */
final class BudgetTable {
  private BudgetTable() {}

  static String of(List<Budget> budgets) {
    var table =
        new Table("OWNER", "PER", "LIMIT", "SPENT", "LEASED", "LEFT", "RESETS", "TIME ZONE");
    for (var budget : budgets) {
      table.row(
          budget.getOwner(),
          BudgetPeriod.text(budget.getPeriod()),
          limit(budget),
          amount(budget, budget.getSpent()),
          amount(budget, budget.getLeased()),
          amount(budget, budget.getLeft()),
          Table.time(budget.hasResetsAt(), budget.getResetsAt()),
          budget.getTimeZone());
    }
    return table.toString();
  }

  private static String limit(Budget budget) {
    return switch (budget.getLimitCase()) {
      case NANOCREDITS -> Credits.text(budget.getNanocredits()) + " credits";
      case SPEND_NANOCREDITS -> Credits.text(budget.getSpendNanocredits()) + " credits with BYOK";
      case REQUESTS -> budget.getRequests() + " requests";
      case LIMIT_NOT_SET -> "";
    };
  }

  private static String amount(Budget budget, long amount) {
    return budget.hasRequests() ? Long.toString(amount) : Credits.text(amount);
  }
}
