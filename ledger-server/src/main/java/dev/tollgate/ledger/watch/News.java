package dev.tollgate.ledger.watch;

/** Something that replicas should know soon; they go on rightly, if more slowly, without it. */
public sealed interface News {
  /** More was needed of this account than is free. */
  record Recalled(String account) implements News {}

  /** Limits or time zones changed; this is the newest version. */
  record LimitsChanged(long version) implements News {}

  /** Credit came in on this account. */
  record ToppedUp(String account) implements News {}
}
