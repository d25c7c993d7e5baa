package dev.tollgate.ledger.verify;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The books in a few sums: one pass over accounts, leases and open reservations, within 10 s. */
public final class JdbcTotals {
  /**
   * Each selects sums in nanocredits under the names of {@link BooksFigure}: of wallets, as a
   * budget counts the same credits once more; whether the books are in balance, of budgets too.
   */
  private static final List<String> SUMS =
      List.of(
          """
          SELECT sum(a.granted) FILTER (WHERE a.kind = 'wallet') AS granted,
            sum(a.posted) FILTER (WHERE a.kind = 'wallet') AS posted,
            sum(a.leased) FILTER (WHERE a.kind = 'wallet') AS leased,
            sum(a.claimed) FILTER (WHERE a.kind = 'wallet') AS claimed,
            sum(a.expiring) AS expiring,
            sum(a.overrun) FILTER (WHERE a.kind = 'wallet') AS overrun,
            sum(a.dark_ceiling) FILTER (WHERE a.kind = 'wallet') AS dark_ceiling,
            sum(a.written_off) FILTER (WHERE a.kind = 'wallet') AS written_off,
            sum(greatest(0, a.posted + a.leased - a.granted)) FILTER (WHERE a.kind = 'wallet') AS overshoot,
            sum(abs(a.granted - a.posted - coalesce(e.balance_after, 0)) + abs(a.leased - coalesce(l.outstanding, 0)))
              AS imbalance
          FROM ledger.account a
          LEFT JOIN ledger.entry e ON e.account = a.id AND e.seq = a.entries
          LEFT JOIN (SELECT account, sum(outstanding) AS outstanding FROM ledger.lease GROUP BY account) l
            ON l.account = a.id
          WHERE a.unit = 'nanocredit'
          """,
          """
          SELECT sum(l.outstanding) AS stranded
          FROM ledger.lease l JOIN ledger.replica r ON r.id = l.replica AND r.shard = l.shard
          JOIN ledger.account a ON a.id = l.account
          WHERE r.state <> 'live' AND l.outstanding > 0 AND a.kind = 'wallet'
          """,
          "SELECT sum(dark_nanocredits) AS dark FROM ledger.usage_day WHERE dark > 0");

  private static final String UNSETTLED =
      """
      SELECT CASE WHEN age < interval '1 minute' THEN 0 WHEN age < interval '20 minutes' THEN 1 ELSE 2 END,
        count(*), sum(hold_nanocredits)
      FROM (SELECT now() - admitted_at AS age, hold_nanocredits FROM ledger.open_reservation) r
      GROUP BY 1
      """;

  private final Transactions transactions;

  public JdbcTotals(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Open reservations of one age: how many, and the nanocredits that they hold. */
  public record Unsettled(long reservations, double nanocredits) {}

  /**
   * Sums in nanocredits.
   *
   * @param unsettled under a minute old, under twenty, older
   */
  public record Totals(Map<BooksFigure, Double> nanocredits, List<Unsettled> unsettled) {
    static Totals none() {
      var nothing = new Unsettled(0, 0);
      return new Totals(Map.of(), List.of(nothing, nothing, nothing));
    }

    double nanocredits(BooksFigure figure) {
      return nanocredits.getOrDefault(figure, 0.0);
    }
  }

  public Totals read() throws SQLException {
    return transactions.read(connection -> {
      try (var statement = connection.createStatement()) {
        statement.execute("SET LOCAL statement_timeout = '10s'");
      }
      var sums = new EnumMap<BooksFigure, Double>(BooksFigure.class);
      for (var sql : SUMS) {
        sum(connection, sql, sums);
      }
      return new Totals(sums, unsettled(connection));
    });
  }

  private static void sum(Connection connection, String sql, Map<BooksFigure, Double> sums)
      throws SQLException {
    try (var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      rows.next();
      var columns = rows.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        var figure = BooksFigure.valueOf(columns.getColumnLabel(i).toUpperCase(Locale.ROOT));
        sums.put(figure, rows.getDouble(i)); // null, where there are no rows, is 0
      }
    }
  }

  private static List<Unsettled> unsettled(Connection connection) throws SQLException {
    var byAge = new ArrayList<>(Totals.none().unsettled());
    try (var select = connection.prepareStatement(UNSETTLED);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        byAge.set(rows.getInt(1), new Unsettled(rows.getLong(2), rows.getDouble(3)));
      }
    }
    return List.copyOf(byAge);
  }
}
