package dev.tollgate.ledger.credits;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Credit that comes into a {@link MemoryLedgerStore} and leaves it, as {@link JdbcMovements} does
 * it: grants, and withdrawals. Each once by its key.
 */
public final class MemoryMovements {
  static final String OWNER = "owner";

  private final MemoryLedgerStore store;

  public MemoryMovements(MemoryLedgerStore store) {
    this.store = store;
  }

  /** The account is made if there is none. */
  public void grant(String key, String account, long nanocredits) throws SQLException {
    apply(
        key,
        account,
        before -> {
          var entry = Entry.next(before, Entry.Kind.GRANT, nanocredits, key);
          return new Change(before.grant(nanocredits), List.of(entry));
        });
  }

  /** A grant that expires. */
  public void grantUntil(String key, String account, long nanocredits, Instant expiresAt)
      throws SQLException {
    apply(
        key,
        account,
        before -> {
          new MemoryGrants(store.tables()).add(before, key, nanocredits, expiresAt);
          var entry = Entry.next(before, Entry.Kind.GRANT, nanocredits, key);
          return new Change(before.grantExpiring(nanocredits), List.of(entry));
        });
  }

  /** Expires grants whose date has come. */
  public void expire(Instant now) throws SQLException {
    store.<Boolean>run(rows -> {
      new MemoryGrants(store.tables()).expire(rows, now);
      return true;
    });
  }

  /** A suspended account grants nothing and is recalled; what was admitted is settled. */
  public void suspend(String account, boolean isSuspended) throws SQLException {
    store.<Boolean>run(rows -> {
      var before = rows.lockAccounts(List.of(account));
      var row = before.get(account);
      if (row != null) {
        rows.saveAccounts(before, Map.of(account, inState(row, isSuspended)));
      }
      return true;
    });
  }

  /** Claimed, and taken as far as it is not leased; nothing if there is not that much. */
  public void withdraw(String key, String account, long nanocredits) throws SQLException {
    apply(
        key,
        account,
        before -> {
          if (nanocredits > Math.max(0, before.balance() - before.claimed())) {
            return new Change(before, List.of());
          }
          var claimed = before.claim(nanocredits);
          long now = claimed.takeable();
          if (now == 0) {
            return new Change(claimed, List.of());
          }
          var entry = Entry.next(claimed, Entry.Kind.WITHDRAWAL, -now, key);
          return new Change(claimed.takeClaimed(now), List.of(entry));
        });
  }

  private static AccountRow inState(AccountRow row, boolean isSuspended) {
    return new AccountRow(
        row.id(),
        row.owner(),
        row.granted(),
        row.posted(),
        row.leased(),
        row.overrun(),
        row.claimed(),
        row.expiring(),
        row.lapsed(),
        isSuspended ? "suspended" : "active",
        row.entries(),
        row.darkCeiling(),
        row.writtenOff());
  }

  private static AccountRow made(String account) {
    return new AccountRow(account, OWNER, 0, 0, 0, 0, 0, 0, 0, "active", 0, 0, 0);
  }

  private record Change(AccountRow after, List<Entry> entries) {}

  private interface Movement {
    Change of(AccountRow before);
  }

  private void apply(String key, String account, Movement movement) throws SQLException {
    store.<Boolean>run(rows -> {
      var movements = store.tables().movements;
      if (movements.has(key)) {
        return false;
      }
      var before = rows.lockAccounts(List.of(account)).get(account);
      var known = before == null ? made(account) : before;
      var change = movement.of(known);
      if (change.after().equals(known)) {
        return false;
      }
      movements.put(key, account);
      rows.saveAccounts(Map.of(account, known), Map.of(account, change.after()));
      rows.append(change.entries());
      return true;
    });
  }
}
