package dev.tollgate.ledger.credits;

import java.sql.SQLException;
import java.util.UUID;

/**
 * A process that speaks for a replica as its owner.
 *
 * @param historyId the ledger's history that its Open was answered from. An Open may arrive again,
 *     or late, after the ledger was restored: it binds the replica to a history that the process
 *     knows nothing of, so that what it says names its own
 */
public record Owner(ReplicaId replica, UUID historyId) {
  /** The replica's row, locked; refused if this is not who owns it now, or if it has ended. */
  ReplicaRow lock(LedgerRows rows, LedgerRows.Lock how) throws SQLException {
    return of(rows, ReplicaRow.require(rows.lockReplica(replica, how)));
  }

  /** As {@link #lock}, of a row that is locked already. */
  ReplicaRow of(LedgerRows rows, ReplicaRow row) throws SQLException {
    row.requireOwner(replica);
    if (!historyId.equals(rows.historyId())) {
      throw new StreamRefused(
          StreamRefused.Reason.HISTORY,
          "history_id: the ledger lost commits since this replica opened itself: open again");
    }
    return row;
  }
}
