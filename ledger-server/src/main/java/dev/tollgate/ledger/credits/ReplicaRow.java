package dev.tollgate.ledger.credits;

import org.jspecify.annotations.Nullable;

/**
 * A replica's row. Immutable: each step is a new value.
 *
 * @param caller name of the credential that opened it; no other may act for it
 * @param epoch of the process that owns it
 * @param heartbeat the newest; 0 after Open
 * @param watermark the newest seq that was applied
 * @param hostBoot the host's boot at the first Open
 * @param bound whether its last Open was in the ledger's present history
 * @param hasForeignUsage whether usage of its reservations came by another road
 */
record ReplicaRow(
    String caller,
    long epoch,
    long heartbeat,
    long watermark,
    String state,
    String hostBoot,
    boolean bound,
    boolean hasForeignUsage) {
  static final String LIVE = "live";
  static final String DRAINING = "draining";
  static final String CLOSED = "closed";
  static final String CONDEMNED = "condemned";

  /** Refuses a replica that has no row. */
  static ReplicaRow require(@Nullable ReplicaRow row) {
    if (row == null) {
      throw new StreamRefused(StreamRefused.Reason.UNKNOWN, "this replica was never opened");
    }
    return row;
  }

  /** Refuses whoever is not the owner of a replica that has not ended. */
  ReplicaRow requireOwner(ReplicaId replica) {
    requireCaller(replica);
    requireNotEnded();
    if (!bound || epoch < replica.epoch()) {
      throw new StreamRefused(
          StreamRefused.Reason.HISTORY,
          "the ledger lost commits since this replica opened itself: open again");
    }
    if (epoch > replica.epoch()) {
      throw new StreamRefused(
          StreamRefused.Reason.FENCED,
          "epoch " + replica.epoch() + " is not the current one, " + epoch);
    }
    return this;
  }

  /** Whether this epoch's last report has been applied: its answer may have been lost. */
  boolean closedBy(ReplicaId replica) {
    return state.equals(CLOSED) && epoch == replica.epoch() && caller.equals(replica.caller());
  }

  void requireCaller(ReplicaId replica) {
    if (!caller.equals(replica.caller())) {
      throw new StreamRefused(
          StreamRefused.Reason.NOT_YOURS, "this replica was opened by another credential");
    }
  }

  boolean draining() {
    return state.equals(DRAINING);
  }

  void requireNotDraining() {
    if (draining()) {
      throw new StreamRefused(
          StreamRefused.Reason.DRAINING, "the journal of this replica can only be drained");
    }
  }

  void requireNotEnded() {
    if (condemned()) {
      throw new StreamRefused(StreamRefused.Reason.CONDEMNED, "this replica is condemned");
    }
    if (state.equals(CLOSED)) {
      throw new StreamRefused(StreamRefused.Reason.CLOSED, "this replica is closed");
    }
  }

  /** Nothing may come but by Late. */
  boolean ended() {
    return condemned() || state.equals(CLOSED);
  }

  boolean condemned() {
    return state.equals(CONDEMNED);
  }

  void requireEnded() {
    if (!ended()) {
      throw new StreamRefused(
          StreamRefused.Reason.NOT_OVER, "this replica is " + state + ": it reports, by Report");
    }
  }

  /** Whether this is how far the replica's sign of life has come. */
  boolean isAt(Heartbeat seen) {
    return epoch == seen.replica().epoch() && heartbeat == seen.number();
  }

  /** A process takes the replica over, in the present history. */
  ReplicaRow openedBy(ReplicaId replica, String newState) {
    return new ReplicaRow(
        caller, replica.epoch(), 0, watermark, newState, hostBoot, true, hasForeignUsage);
  }

  /** A report was applied; a heartbeat of 0 leaves the newest alone. */
  ReplicaRow reported(long newHeartbeat, long records, String newState) {
    return new ReplicaRow(
        caller,
        epoch,
        Math.max(heartbeat, newHeartbeat),
        watermark + records,
        newState,
        hostBoot,
        bound,
        hasForeignUsage);
  }

  /** The verdict. */
  ReplicaRow condemn() {
    return new ReplicaRow(
        caller, epoch, heartbeat, watermark, CONDEMNED, hostBoot, bound, hasForeignUsage);
  }
}
