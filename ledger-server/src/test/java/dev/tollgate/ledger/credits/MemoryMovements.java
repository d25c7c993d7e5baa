package dev.tollgate.ledger.credits;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Credit that comes into a {@link MemoryLedgerStore} and leaves it, as {@link JdbcMovements} does
 * it, for grants without a date and for withdrawals. Each once by its key.
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
