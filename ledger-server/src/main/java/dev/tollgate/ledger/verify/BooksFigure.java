package dev.tollgate.ledger.verify;

import java.util.Locale;

/**
 * Sums over all wallets in nanocredits, the last one over budgets too, each a gauge {@code
 * tollgate_ledger_<name>_credits}.
 */
public enum BooksFigure {
  GRANTED("Granted, less what was withdrawn and what expired"),
  POSTED("Charged"),
  LEASED("Leased to replicas: what may be spent unseen"),
  CLAIMED("Withdrawn or expired, and still leased"),
  EXPIRING("What grants have left that are to expire"),
  OVERRUN("Charged beyond holds: 0 with true bounds"),
  OVERSHOOT("What posted and leased exceed granted by: never more than overrun"),
  DARK("Charged without usage"),
  DARK_CEILING("The most that lost replicas can have spent unseen"),
  WRITTEN_OFF("Usage that nobody could be charged for"),
  STRANDED("Leased to replicas that are not live"),
  IMBALANCE("What rows claim and entries and leases do not bear out: 0, or the books are wrong");

  private final String description;

  BooksFigure(String description) {
    this.description = description;
  }

  String metric() {
    return "tollgate_ledger_" + name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }
}
