package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.MemoryTables.Numbered;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Grants that expire, in memory: as {@link JdbcGrants} and {@link JdbcExpiry} keep them. */
record MemoryGrants(MemoryTables tables) {
  private static final Comparator<DatedGrant> FIRST_TO_EXPIRE =
      Comparator.comparing(DatedGrant::expiresAt).thenComparingLong(DatedGrant::id);

  /** Adds a grant to an account as it is before it. */
  void add(AccountRow before, String movement, long amount, Instant expiresAt) {
    // What was spent until now was not spent from the new grant, whenever it expires.
    save(before.id(), Remainders.of(open(before.id()), before).grants());
    long id = tables.grants.all().size() + 1L;
    save(
        before.id(),
        List.of(new DatedGrant(id, movement, expiresAt, before.leftOf(amount), false)));
  }

  /** Grants of an account that have something left, or are still to expire. */
  private List<DatedGrant> open(String account) {
    var from = new Numbered(account, Long.MIN_VALUE);
    return tables.grants.between(from, new Numbered(account, Long.MAX_VALUE)).values().stream()
        .filter(grant -> grant.remaining() > 0 || !grant.expired())
        .sorted(FIRST_TO_EXPIRE)
        .toList();
  }

  private void save(String account, List<DatedGrant> grants) {
    grants.forEach(grant -> tables.grants.put(new Numbered(account, grant.id()), grant));
  }

  private Set<String> due(Instant now) {
    var accounts = new TreeSet<String>();
    tables
        .grants
        .all()
        .forEach((key, grant) -> {
          if (!grant.expired() && !grant.expiresAt().isAfter(now)) {
            accounts.add(key.account());
          }
        });
    return accounts;
  }

  /** Expires what is due, in the transaction of the rows. */
  void expire(LedgerRows rows, Instant now) throws SQLException {
    for (var id : due(now)) {
      var before = rows.lockAccounts(List.of(id)).get(id);
      if (before == null) {
        throw new SQLException("an account with grants vanished");
      }
      var remainders = Remainders.of(open(id), before);
      var lapsed = before.lapse(remainders.expire(now));
      var entries = new ArrayList<Entry>();
      var after = JdbcExpiry.take(lapsed, remainders, entries);
      save(id, remainders.grants());
      rows.append(entries);
      rows.saveAccounts(Map.of(id, before), Map.of(id, after));
    }
  }
}
