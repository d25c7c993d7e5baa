package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Period;
import dev.tollgate.pricing.window.WindowAccount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of limits and their windows. */
final class JdbcWindows {
  private JdbcWindows() {}

  static Map<String, Windows.Row> windows(Connection connection, List<WindowAccount> windows)
      throws SQLException {
    var sql =
        """
        SELECT w.id, p.owner, p.kind, p.period, p.organization, z.zone, p.amount, p.version, a.id IS NOT NULL
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS w (id, owner, kind, period)
        JOIN ledger.policy p ON (p.owner, p.kind, p.period) = (w.owner, w.kind, w.period)
        LEFT JOIN ledger.time_zone z ON z.organization = p.organization
        LEFT JOIN ledger.account a ON a.id = w.id
        """;
    try (var select = connection.prepareStatement(sql)) {
      new Columns<>(select, windows)
          .text(WindowAccount::id)
          .text(window -> window.limit().owner())
          .text(window -> window.limit().kind().label())
          .text(window -> window.limit().period().label());
      try (var rows = select.executeQuery()) {
        var known = new HashMap<String, Windows.Row>();
        while (rows.next()) {
          known.put(rows.getString(1), new Windows.Row(policy(rows, 2), rows.getBoolean(9)));
        }
        return known;
      }
    }
  }

  static @Nullable PolicyRow hold(Connection connection, LimitId limit) throws SQLException {
    var sql =
        """
        SELECT p.owner, p.kind, p.period, p.organization, z.zone, p.amount, p.version
        FROM ledger.policy p LEFT JOIN ledger.time_zone z ON z.organization = p.organization
        WHERE (p.owner, p.kind, p.period) = (?, ?, ?) FOR SHARE OF p
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, limit.owner());
      select.setString(2, limit.kind().label());
      select.setString(3, limit.period().label());
      try (var rows = select.executeQuery()) {
        return rows.next() ? policy(rows, 1) : null;
      }
    }
  }

  /** From seven columns. */
  private static PolicyRow policy(ResultSet rows, int first) throws SQLException {
    var limit =
        new LimitId(
            LimitId.Kind.of(rows.getString(first + 1)),
            rows.getString(first),
            Period.of(rows.getString(first + 2)));
    var zone = rows.getString(first + 4);
    return new PolicyRow(
        limit,
        rows.getString(first + 3),
        ZoneId.of(zone == null ? "UTC" : zone),
        rows.getObject(first + 5, Long.class),
        rows.getLong(first + 6));
  }

  /** Whoever asks next waits until this one is committed. */
  static long nextVersion(Connection connection) throws SQLException {
    var sql =
        """
        WITH next AS (UPDATE ledger.policy_version SET newest = newest + 1 RETURNING newest)
        SELECT newest, pg_notify('ledger_policies', newest::text) FROM next
        """;
    try (var update = connection.prepareStatement(sql);
        var rows = update.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("ledger.policy_version has no row");
      }
      return rows.getLong(1);
    }
  }

  static void save(
      Connection connection,
      LimitId limit,
      String organization,
      @Nullable Long amount,
      long version)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.policy (owner, kind, period, unit, organization, amount, version)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (owner, kind, period, unit) DO UPDATE SET
          organization = excluded.organization, amount = excluded.amount, version = excluded.version
        """;
    try (var save = connection.prepareStatement(sql)) {
      save.setString(1, limit.owner());
      save.setString(2, limit.kind().label());
      save.setString(3, limit.period().label());
      save.setString(
          4,
          switch (limit.kind()) {
            case BUDGET, SPEND -> "nanocredit";
            case QUOTA -> "request";
          });
      save.setString(5, organization);
      save.setObject(6, amount, Types.BIGINT);
      save.setLong(7, version);
      save.executeUpdate();
    }
  }

  static void saveTimeZone(Connection connection, String organization, ZoneId zone, long version)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.time_zone (organization, zone, version) VALUES (?, ?, ?)
        ON CONFLICT (organization) DO UPDATE SET zone = excluded.zone, version = excluded.version
        """;
    try (var save = connection.prepareStatement(sql)) {
      save.setString(1, organization);
      save.setString(2, zone.getId());
      save.setLong(3, version);
      save.executeUpdate();
    }
  }

  static void addLimit(Connection connection, String account, long version, long amount)
      throws SQLException {
    var sql = "INSERT INTO ledger.window_limit (account, version, amount) VALUES (?, ?, ?)";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, account);
      insert.setLong(2, version);
      insert.setLong(3, amount);
      insert.executeUpdate();
    }
  }
}
