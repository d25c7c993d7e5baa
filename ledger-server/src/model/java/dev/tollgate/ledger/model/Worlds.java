package dev.tollgate.ledger.model;

/** Bounds within which something is looked for: as small as lets it happen. */
final class Worlds {
  /** Everything that goes wrong with processes, disks and networks. */
  static final Bounds FAULTS =
      Bounds.of(2, 2, 2, 3, 2)
          .credits(3)
          .allow(Event.KILL)
          .allow(Event.DISK_LOSS)
          .allow(Event.RETURN)
          .allow(Event.PARTITION);

  static final Bounds NO_RETURNS = FAULTS.allow(Event.RETURN, 0);
  static final Bounds WITHDRAWN = FAULTS.allow(Event.WITHDRAWAL).allow(Event.NAMING);

  static final Bounds NAMED =
      Bounds.of(2, 3, 1, 3, 1).credits(1).allow(Event.DISK_LOSS).allow(Event.NAMING);

  static final Bounds RESTORED = Bounds.of(2, 2, 1, 2, 2).credits(1).allow(Event.RESTORE);
  static final Bounds RESTORED_LATER = Bounds.of(2, 3, 1, 3, 2).credits(1).allow(Event.RESTORE);

  static final Bounds LEAVING =
      Bounds.of(1, 1, 1, 3, 2).credits(2).allow(Event.CLOSE).allow(Event.RETURN);
  static final Bounds LEAVING_RESTORED = LEAVING.allow(Event.RESTORE);

  /** A wallet and a quota. */
  static final Bounds UNITS = Bounds.of(1, 2, 2, 3, 2).credits(2).requests(2).allow(Event.RETURN);

  /** A wallet and a budget. */
  static final Bounds BUDGET = Bounds.of(1, 1, 1, 2, 2).credits(2).credits(2);

  static final Bounds CRASHED =
      Bounds.of(2, 2, 2, 3, 2).credits(2).allow(Event.HOST_CRASH).allow(Event.RETURN);
  static final Bounds CRASHED_AND_KILLED = CRASHED.allow(Event.KILL);
  static final Bounds CRASHED_AMID_TWO =
      Bounds.of(2, 2, 1, 3, 1).credits(1).allow(Event.HOST_CRASH).allow(Event.RETURN);
  static final Bounds CRASHED_LATER =
      Bounds.of(2, 3, 1, 3, 1).credits(1).allow(Event.HOST_CRASH).allow(Event.RETURN);

  private Worlds() {}
}
