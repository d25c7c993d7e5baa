package dev.tollgate.ledger.credits;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A replica's row, locked as the transition needs it. */
record ReplicaRow(
    String caller, long epoch, long heartbeat, long watermark, String state, String hostBoot) {
  static final String LIVE = "live";
  static final String DRAINING = "draining";

  /** How the row is locked: docs/reference/leases.md, section 5. */
  enum Lock {
    /** Acquire: beside a Report, never beside Open or a verdict. */
    FOR_KEY_SHARE("FOR KEY SHARE"),
    /** Report. */
    FOR_NO_KEY_UPDATE("FOR NO KEY UPDATE"),
    /** Open: alone. */
    FOR_UPDATE("FOR UPDATE");

    private final String sql;

    Lock(String sql) {
      this.sql = sql;
    }
  }

  static @Nullable ReplicaRow lock(Connection connection, ReplicaId replica, Lock lock)
      throws SQLException {
    var sql =
        """
        SELECT caller, epoch, heartbeat, watermark, state, host_boot
        FROM ledger.replica WHERE id = ? AND shard = ?
        """
            + lock.sql;
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setInt(2, replica.shard());
      try (var rows = select.executeQuery()) {
        return rows.next()
            ? new ReplicaRow(
                rows.getString(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getString(5),
                rows.getString(6))
            : null;
      }
    }
  }

  /** Locks the row and refuses whoever is not the owner of a replica that has not ended. */
  static ReplicaRow lockOwned(Connection connection, ReplicaId replica, Lock lock)
      throws SQLException {
    var row = lock(connection, replica, lock);
    if (row == null) {
      throw new StreamRefused(StreamRefused.Reason.UNKNOWN, "this replica was never opened");
    }
    row.requireCaller(replica);
    row.requireNotEnded();
    if (row.epoch() != replica.epoch()) {
      throw new StreamRefused(
          StreamRefused.Reason.FENCED,
          "epoch " + replica.epoch() + " is not the current one, " + row.epoch());
    }
    return row;
  }

  /** Whether this epoch's last report has been applied: its answer may have been lost. */
  boolean closedBy(ReplicaId replica) {
    return state.equals("closed") && epoch == replica.epoch() && caller.equals(replica.caller());
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
    if (state.equals("condemned")) {
      throw new StreamRefused(StreamRefused.Reason.CONDEMNED, "this replica is condemned");
    }
    if (state.equals("closed")) {
      throw new StreamRefused(StreamRefused.Reason.CLOSED, "this replica is closed");
    }
  }
}
