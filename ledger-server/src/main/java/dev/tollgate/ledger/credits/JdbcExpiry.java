package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grants whose date has come. What is left of one is claimed at once, so that none of it is leased
 * any more, and taken with an entry as far as no replica holds it. The rest can still be spent by
 * what was admitted before; what comes home unspent is taken by the Report that brings it. Any
 * number of servers may do this at once: each account is locked, and its grants looked at again.
 */
public final class JdbcExpiry {
  private static final Logger log = LoggerFactory.getLogger(JdbcExpiry.class);
  private static final int BATCH = 100;

  private final Transactions transactions;

  public JdbcExpiry(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Expires everything that is due, one transaction an account. An account that fails keeps no
   * other one waiting.
   *
   * @throws SQLException if some failed: they are still due
   */
  public void run(Instant now) throws SQLException {
    List<String> due;
    do {
      due = transactions.read(connection -> JdbcGrants.due(connection, now, BATCH));
      var failures = new ArrayList<SQLException>();
      for (var account : due) {
        run(account, now, failures);
      }
      if (!failures.isEmpty()) {
        throw failures.getFirst();
      }
    } while (!due.isEmpty());
  }

  private void run(String account, Instant now, List<SQLException> failures) {
    try {
      long taken = transactions.run(connection -> expire(connection, account, now));
      log.info("Grants of {} expired: {} nanocredits are taken now", account, taken);
    } catch (SQLException e) {
      failures.add(e);
    }
  }

  private static long expire(Connection connection, String id, Instant now) throws SQLException {
    var before = JdbcAccounts.lock(connection, List.of(id)).get(id);
    if (before == null) {
      throw new SQLException("an account with grants vanished");
    }
    var open = JdbcGrants.open(connection, id);
    var remainders = Remainders.of(open, before);
    var lapsed = before.lapse(remainders.expire(now));
    var entries = new ArrayList<Entry>();
    var after = take(lapsed, remainders, entries);
    JdbcGrants.update(connection, open, remainders.grants(), before.entries(), after.entries());
    JdbcAccounts.append(connection, entries);
    JdbcAccounts.update(connection, Map.of(id, before), Map.of(id, after));
    return lapsed.lapsed() - after.lapsed();
  }

  /** Takes what no replica holds, with an entry for each grant. */
  static AccountRow take(AccountRow lapsed, Remainders remainders, List<Entry> entries) {
    var held = remainders.grants();
    remainders.lowerExpired(lapsed.lapsed() - lapsed.takeableLapsed());
    var left = remainders.grants();
    var account = lapsed;
    for (int i = 0; i < held.size(); i++) {
      long amount = held.get(i).remaining() - left.get(i).remaining();
      if (amount > 0) {
        entries.add(Entry.next(account, Entry.Kind.EXPIRY, -amount, held.get(i).movement()));
        account = account.takeLapsed(amount);
      }
    }
    return account;
  }
}
