package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.MemoryTables.Leased;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** As {@link JdbcScarcity}, at one moment. */
record MemoryScarcity(MemoryTables tables, long nowMillis) {
  private static final long SCARCE_MILLIS = Duration.ofSeconds(10).toMillis();
  private static final long RECALL_AGAIN_MILLIS = Duration.ofSeconds(9).toMillis();
  private static final int RECALLS_MAX = 1_000;

  Map<String, Sharing> sharing(ReplicaId replica, Collection<String> accounts) {
    var sharing = new HashMap<String, Sharing>();
    for (var account : accounts) {
      if (tables.accounts.has(account)) {
        sharing.put(account, new Sharing(isScarce(account), 1 + others(replica, account)));
      }
    }
    return sharing;
  }

  private int others(ReplicaId replica, String account) {
    int others = 0;
    for (var lease : tables.leases.all().entrySet()) {
      Leased key = lease.getKey();
      if (key.account().equals(account)
          && !key.replica().equals(replica.id())
          && lease.getValue().outstanding() > 0) {
        others++;
      }
    }
    return others;
  }

  private boolean isScarce(String account) {
    return within(account, 0);
  }

  private boolean within(String account, long fromMillis) {
    var until = tables.scarce.get(account);
    return until != null && until - nowMillis >= fromMillis && until - nowMillis <= SCARCE_MILLIS;
  }

  /** Whether its free lease is to be asked for: it was not just now. */
  boolean mark(String account) {
    if (!tables.accounts.has(account) || within(account, RECALL_AGAIN_MILLIS)) {
      return false;
    }
    tables.scarce.put(account, nowMillis + SCARCE_MILLIS);
    return true;
  }

  List<String> recalled(ReplicaId replica, Collection<String> reported) {
    return tables.leases(replica).values().stream()
        .filter(lease -> lease.outstanding() > 0)
        .map(LeaseRow::account)
        .filter(account -> reported.isEmpty() || reported.contains(account))
        .filter(account -> isScarce(account) || isInactive(account))
        .limit(RECALLS_MAX)
        .toList();
  }

  private boolean isInactive(String account) {
    var row = tables.accounts.get(account);
    return row != null && !row.active();
  }
}
