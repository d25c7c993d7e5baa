package dev.tollgate.ledger.credits;

/** The replica may not do this as things are; nothing was changed. */
public final class StreamRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What the replica has to do about it. */
  public enum Reason {
    /** A newer process owns the journal: stop at once. */
    FENCED,
    /** The verdict has fallen: send the rest by Late, start a new journal. */
    CONDEMNED,
    /** The journal may lack something: send what it has; only a new one is granted anything. */
    DRAINING,
    /** The replica was closed by its last report: start a new journal. */
    CLOSED,
    /** Resend from watermark + 1. */
    GAP,
    /** The ledger lost commits since this replica opened itself: open again. */
    HISTORY,
    /** Open first. */
    UNKNOWN,
    /** Another credential opened this replica. */
    NOT_YOURS,
    /**
     * A replica ends when every lease is returned and every hold closed; before, nothing is late.
     */
    NOT_OVER
  }

  private final Reason reason;

  StreamRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
