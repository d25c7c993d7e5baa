package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Balances of another system, each taken over once: what an account was given there and what it
 * used there are two entries. One that is here already is compared and never changed, so that an
 * import may be repeated, and goes on where it was cut.
 */
public final class JdbcOpenings {
  private final Transactions transactions;

  public JdbcOpenings(Transactions transactions) {
    this.transactions = transactions;
  }

  /** What became of a balance. */
  public sealed interface Outcome {
    record Opened() implements Outcome {}

    /** It had been taken over before, as it was then. */
    record Known(OpeningBalance kept) implements Outcome {}

    /** More than an account can hold. */
    record TooLarge(long nanocreditsMax) implements Outcome {}
  }

  /**
   * Takes balances over in one transaction that locks their accounts, and makes those that are not
   * there.
   *
   * @param source names the other system: an account is opened once from each
   * @param dryRun tell what would become of them, and change nothing
   * @param caller name of the credential, for the record
   * @return an outcome for each, in their order
   */
  public List<Outcome> open(
      String source, List<OpeningBalance> balances, boolean dryRun, String caller)
      throws SQLException {
    if (dryRun) {
      return transactions.read(connection -> judged(connection, source, balances).outcomes);
    }
    return transactions.run(connection -> {
      var judged = judged(connection, source, balances);
      JdbcAccounts.update(connection, judged.before, judged.after);
      JdbcAccounts.append(connection, judged.entries);
      insert(connection, source, judged.opened, caller);
      return judged.outcomes;
    });
  }

  private static Judged judged(Connection connection, String source, List<OpeningBalance> balances)
      throws SQLException {
    var ids = balances.stream().map(OpeningBalance::account).distinct().toList();
    var before =
        connection.isReadOnly()
            ? JdbcAccounts.read(connection, ids)
            : JdbcAccounts.lock(connection, ids);
    var judged = new Judged(source, before, known(connection, source, ids));
    balances.forEach(judged::judge);
    return judged;
  }

  /** What one call comes to. */
  private static final class Judged {
    private final String source;
    private final Map<String, AccountRow> before;
    private final Map<String, OpeningBalance> known;
    private final Map<String, AccountRow> after = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<OpeningBalance> opened = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    private Judged(
        String source, Map<String, AccountRow> before, Map<String, OpeningBalance> known) {
      this.source = source;
      this.before = before;
      this.known = known;
    }

    private void judge(OpeningBalance balance) {
      var kept = known.get(balance.account());
      if (kept != null) {
        outcomes.add(new Outcome.Known(kept));
        return;
      }
      var account = before.getOrDefault(balance.account(), AccountRow.unknown(balance.account()));
      long room = JdbcMovements.GRANTED_MAX - account.granted();
      if (balance.granted() > room) {
        outcomes.add(new Outcome.TooLarge(room));
        return;
      }
      var given = account.open(balance.granted(), 0);
      add(account, Entry.Kind.OPENING, balance.granted());
      add(given, Entry.Kind.OPENING_USE, -balance.used());
      after.put(account.id(), given.open(0, balance.used()));
      known.put(account.id(), balance);
      opened.add(balance);
      outcomes.add(new Outcome.Opened());
    }

    private void add(AccountRow account, Entry.Kind kind, long amount) {
      if (amount != 0) {
        entries.add(Entry.next(account, kind, amount, "opening of " + source));
      }
    }
  }

  private static Map<String, OpeningBalance> known(
      Connection connection, String source, List<String> accounts) throws SQLException {
    var sql =
        """
        SELECT account, old_id, granted, used, purchased, purchased_at FROM ledger.opening
        WHERE source = ? AND account = ANY (?)
        """;
    var known = new HashMap<String, OpeningBalance>();
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, source);
      select.setArray(2, connection.createArrayOf("text", accounts.toArray()));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          known.put(rows.getString(1), balance(rows));
        }
      }
    }
    return known;
  }

  private static OpeningBalance balance(ResultSet rows) throws SQLException {
    var purchased = rows.getObject("purchased_at", OffsetDateTime.class);
    return new OpeningBalance(
        rows.getString("account"),
        rows.getString("old_id"),
        rows.getLong("granted"),
        rows.getLong("used"),
        rows.getLong("purchased"),
        purchased == null ? null : purchased.toInstant());
  }

  private static void insert(
      Connection connection, String source, List<OpeningBalance> opened, String caller)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.opening (source, caller, account, old_id, granted, used, purchased, purchased_at)
        SELECT ?, ?, account, old_id, granted, used, purchased, timestamptz 'epoch' + micros * interval '1 microsecond'
        FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
          AS n (account, old_id, granted, used, purchased, micros)
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, source);
      insert.setString(2, caller);
      new Columns<>(insert, opened)
          .after(2)
          .text(OpeningBalance::account)
          .text(OpeningBalance::oldId)
          .longs(OpeningBalance::granted)
          .longs(OpeningBalance::used)
          .longs(OpeningBalance::purchased)
          .optional(balance -> micros(balance.purchasedAt()))
          .execute();
    }
  }

  private static @Nullable Long micros(@Nullable Instant instant) {
    return instant == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
