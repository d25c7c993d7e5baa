package dev.tollgate.ledger.model;

/** What the bytes of a state mean. */
final class Codes {
  /** Replica.PROCESS: the journal does not exist yet. */
  static final int NEW = 0;

  static final int UP = 1;

  /** Runs and admits nothing: the ledger is silent, or the journal is only drained. */
  static final int STOPPED = 2;

  /** Has sent its last report and admits nothing. */
  static final int CLOSING = 3;

  /** Not running; the journal is whole. */
  static final int DOWN = 4;

  /** Not running; the journal may lack something, which its next process finds out. */
  static final int HOST_DOWN = 5;

  /** The journal does not exist any more. */
  static final int GONE = 6;

  /** Stream.STATE: the ledger knows no such replica. */
  static final int UNKNOWN = 0;

  static final int LIVE = 1;
  static final int DRAINING = 2;
  static final int CLOSED = 3;
  static final int CONDEMNED = 4;

  /** Charge.KIND: no charge. */
  static final int NONE = 0;

  static final int POSTED = 1;
  static final int DARK = 2;
  static final int CORRECTED = 3;
  static final int LATE = 4;
  static final int LATE_CORRECTED = 5;

  /** Request.RUN: never sent upstream. */
  static final int UNSENT = 0;

  static final int UPSTREAM = 1;
  static final int FINISHED = 2;

  /** Finished, and whoever was told of the usage threw it away. */
  static final int USAGE_DROPPED = 3;

  /** Request.LOCAL: the owner holds it open. */
  static final int OPEN = 0;

  static final int SETTLED = 1;
  static final int GIVEN_UP = 2;
  static final int AMENDED = 3;

  private Codes() {}
}
