package dev.tollgate.ledger.credits;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/** One of two ledgers that take the same steps, and everything that it has to show for it. */
abstract class LedgerSide {
  final LedgerStore store;
  final Ledger ledger;
  final Endings endings;
  final Limits limits;

  LedgerSide(LedgerStore store, Ledger ledger, Endings endings, Limits limits) {
    this.store = store;
    this.ledger = ledger;
    this.endings = endings;
    this.limits = limits;
  }

  /** Credit comes in, or is withdrawn where the amount is negative. */
  abstract void move(String key, String account, long amount) throws Exception;

  abstract void forgetScarcity() throws Exception;

  /** Charges and entries, a line each. */
  abstract List<String> postings() throws Exception;

  private static ReplicaId id(UUID replica) {
    return new ReplicaId(replica, 0, 0, "");
  }

  // Locks do not go in a read-only transaction of PostgreSQL: these ask the memory alone.

  long epoch(UUID replica) throws SQLException {
    return row(replica).epoch();
  }

  long watermark(UUID replica) throws SQLException {
    return row(replica).watermark();
  }

  private ReplicaRow row(UUID replica) throws SQLException {
    return store.read(rows -> {
      var row = rows.lockReplica(id(replica), LedgerRows.Lock.FOR_KEY_SHARE);
      return row == null ? new ReplicaRow("", 0, 0, 0, "", "", false, false) : row;
    });
  }

  long granted(UUID replica, String account) throws SQLException {
    return store.read(rows -> {
      var lease = rows.leases(id(replica)).get(account);
      return lease == null ? 0 : lease.grantedTotal();
    });
  }

  /** Every row. */
  List<String> dump(List<UUID> replicas) throws Exception {
    var lines = new ArrayList<String>();
    store.<Boolean>run(rows -> {
      rows.lockAccounts(LedgerScript.ACCOUNTS).values().forEach(a -> lines.add(a.toString()));
      for (var replica : replicas) {
        var row = rows.lockReplica(id(replica), LedgerRows.Lock.FOR_UPDATE);
        lines.add(replica + " " + row);
        new TreeMap<>(rows.leases(id(replica))).values().forEach(l -> lines.add(l.toString()));
        rows.openReservations(id(replica)).forEach(open -> lines.add(open.toString()));
        rows.foreignUsage(id(replica), 1_000).stream()
            .map(Object::toString)
            .sorted()
            .forEach(lines::add);
        lines.add(String.valueOf(rows.unfinished(id(replica)) == null));
      }
      rows.heartbeats().stream().map(Object::toString).sorted().forEach(lines::add);
      return true;
    });
    lines.addAll(postings());
    return lines;
  }
}
