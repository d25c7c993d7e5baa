package dev.tollgate.ledger.credits;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Movements as they were asked for and first answered, by their idempotency keys. */
final class JdbcMovementRows {
  private JdbcMovementRows() {}

  /**
   * A movement that was applied.
   *
   * @param amounts of the account just after it; null if it is older than those are kept
   */
  record Applied(Movement movement, @Nullable Amounts amounts) {}

  record Amounts(
      long granted,
      long posted,
      long leased,
      long overrun,
      long claimed,
      long expiring,
      long lapsed) {}

  static @Nullable Applied find(Connection connection, String idempotencyKey) throws SQLException {
    var sql =
        """
        SELECT kind, account, nanocredits, reference, reason, expires_at, caller,
               granted, posted, leased, overrun, claimed, expiring, lapsed
        FROM ledger.movement WHERE idempotency_key = ?
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, idempotencyKey);
      try (var rows = select.executeQuery()) {
        return rows.next() ? applied(idempotencyKey, rows) : null;
      }
    }
  }

  private static Applied applied(String idempotencyKey, ResultSet rows) throws SQLException {
    var movement =
        new Movement(
            idempotencyKey,
            Movement.Kind.of(rows.getString("kind")),
            rows.getString("account"),
            rows.getLong("nanocredits"),
            rows.getString("reference"),
            rows.getString("reason"),
            instant(rows.getObject("expires_at", OffsetDateTime.class)),
            rows.getString("caller"));
    var amounts =
        new Amounts(
            rows.getLong("granted"),
            rows.getLong("posted"),
            rows.getLong("leased"),
            rows.getLong("overrun"),
            rows.getLong("claimed"),
            rows.getLong("expiring"),
            rows.getLong("lapsed"));
    return new Applied(movement, rows.getObject("granted") == null ? null : amounts);
  }

  /**
   * Keeps a movement and what the account is after it. False if another account's movement has
   * taken the key in this very moment; movements of one account wait for each other at its row.
   */
  static boolean insert(Connection connection, Movement movement, AccountRow after)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.movement (idempotency_key, kind, account, nanocredits, reference, reason,
          expires_at, caller, granted, posted, leased, overrun, claimed,
          expiring, lapsed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, movement.idempotencyKey());
      insert.setString(2, movement.kind().column());
      insert.setString(3, movement.account());
      insert.setLong(4, movement.nanocredits());
      insert.setString(5, movement.reference());
      insert.setString(6, movement.reason());
      insert.setObject(7, JdbcGrants.time(movement.expiresAt()), Types.TIMESTAMP_WITH_TIMEZONE);
      insert.setString(8, movement.caller());
      insert.setLong(9, after.granted());
      insert.setLong(10, after.posted());
      insert.setLong(11, after.leased());
      insert.setLong(12, after.overrun());
      insert.setLong(13, after.claimed());
      insert.setLong(14, after.expiring());
      insert.setLong(15, after.lapsed());
      return insert.executeUpdate() == 1;
    }
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
