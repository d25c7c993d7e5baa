package dev.tollgate.ledger.credits;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of grants. Whoever writes them has locked their account. */
final class JdbcGrants {
  private JdbcGrants() {}

  /** Grants of an account that expire and have something left, or are still to expire. */
  static List<DatedGrant> open(Connection connection, String account) throws SQLException {
    var sql =
        """
        SELECT id, movement, expires_at, remaining, expired_after IS NOT NULL FROM ledger.credit_grant
        WHERE account = ? AND expires_at IS NOT NULL AND (remaining > 0 OR expired_after IS NULL)
        ORDER BY expires_at, id
        """;
    var grants = new ArrayList<DatedGrant>();
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, account);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          grants.add(
              new DatedGrant(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getObject(3, OffsetDateTime.class).toInstant(),
                  rows.getLong(4),
                  rows.getBoolean(5)));
        }
      }
    }
    return grants;
  }

  /**
   * Writes the grants that differ.
   *
   * @param newlyExpiredAfter the account's newest entry when some of them expired
   * @param asOf the account's newest entry now
   */
  static void update(
      Connection connection,
      List<DatedGrant> before,
      List<DatedGrant> after,
      long newlyExpiredAfter,
      long asOf)
      throws SQLException {
    var sql =
        """
        UPDATE ledger.credit_grant g
        SET remaining = n.remaining, as_of = ?,
            expired_after = CASE WHEN n.expired = 1 THEN coalesce(g.expired_after, ?) END
        FROM unnest(?::bigint[], ?::bigint[], ?::int[]) AS n (id, remaining, expired)
        WHERE g.id = n.id
        """;
    var known = Set.copyOf(before);
    var changed = after.stream().filter(grant -> !known.contains(grant)).toList();
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, asOf);
      update.setLong(2, newlyExpiredAfter);
      new Columns<>(update, changed)
          .after(2)
          .longs(DatedGrant::id)
          .longs(DatedGrant::remaining)
          .ints(grant -> grant.expired() ? 1 : 0)
          .execute();
    }
  }

  /**
   * Adds a grant.
   *
   * @param remaining what is left of it; null if it never expires
   * @param asOf its entry
   */
  static void insert(Connection connection, Movement grant, @Nullable Long remaining, long asOf)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.credit_grant (account, amount, remaining, expires_at, movement, as_of)
        VALUES (?, ?, ?, ?, ?, ?)
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, grant.account());
      insert.setLong(2, grant.nanocredits());
      insert.setObject(3, remaining, Types.BIGINT);
      insert.setObject(4, time(grant.expiresAt()), Types.TIMESTAMP_WITH_TIMEZONE);
      insert.setString(5, grant.idempotencyKey());
      insert.setLong(6, asOf);
      insert.executeUpdate();
    }
  }

  /** Accounts with a grant that should have expired by now, some of them. */
  static List<String> due(Connection connection, Instant now, int limit) throws SQLException {
    var sql =
        """
        SELECT DISTINCT account FROM (
          SELECT account FROM ledger.credit_grant
          WHERE expires_at <= ? AND expired_after IS NULL ORDER BY expires_at LIMIT ?) due
        """;
    var accounts = new ArrayList<String>();
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, time(now));
      select.setInt(2, limit);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          accounts.add(rows.getString(1));
        }
      }
    }
    return accounts;
  }

  static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
