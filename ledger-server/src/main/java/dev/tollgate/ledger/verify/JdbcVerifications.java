package dev.tollgate.ledger.verify;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What came of verifications, whichever server ran them. */
final class JdbcVerifications {
  /** A verification is followed by so many times its own length without one... */
  private static final int REST = 20;

  /** ...but not by more than this. */
  private static final Duration REST_MAX = Duration.ofDays(1);

  private final Transactions transactions;

  JdbcVerifications(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * The newest verifications.
   *
   * @param startedAt the newest that ended; null if there was none yet
   * @param heldAt the newest that found no difference
   * @param differedAt the newest that found some
   * @param differences of the newest
   * @param took the newest
   */
  record Newest(
      @Nullable Instant startedAt,
      @Nullable Instant heldAt,
      @Nullable Instant differedAt,
      int differences,
      Duration took) {

    /** When the timer's next one is due; null: now. Where one takes long, they are rarer. */
    @Nullable Instant dueAt(Duration interval) {
      if (startedAt == null) {
        return null;
      }
      var rest = took.compareTo(REST_MAX.dividedBy(REST)) > 0 ? REST_MAX : took.multipliedBy(REST);
      return startedAt.plus(interval.compareTo(rest) > 0 ? interval : rest);
    }
  }

  Newest newest() throws SQLException {
    return transactions.read(JdbcVerifications::newest);
  }

  private static Newest newest(Connection connection) throws SQLException {
    var sql =
        "SELECT started_at, held_at, differed_at, differences, took_ms FROM ledger.verification";
    try (var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("ledger.verification has no row");
      }
      return new Newest(
          instant(rows.getObject(1, OffsetDateTime.class)),
          instant(rows.getObject(2, OffsetDateTime.class)),
          instant(rows.getObject(3, OffsetDateTime.class)),
          rows.getInt(4),
          Duration.ofMillis(rows.getLong(5)));
    }
  }

  /** An older one that ends later changes nothing that a newer one said. */
  void ended(Instant startedAt, Duration took, int differences) throws SQLException {
    var sql =
        """
        UPDATE ledger.verification v SET
          differences = CASE WHEN v.started_at > n.at THEN v.differences ELSE n.differences END,
          held_at = CASE WHEN n.differences = 0 THEN greatest(v.held_at, n.at) ELSE v.held_at END,
          differed_at = CASE WHEN n.differences > 0 THEN greatest(v.differed_at, n.at) ELSE v.differed_at END,
          took_ms = CASE WHEN v.started_at > n.at THEN v.took_ms ELSE n.took_ms END,
          started_at = greatest(v.started_at, n.at)
        FROM (SELECT ?::timestamptz AS at, ?::int AS differences, ?::bigint AS took_ms) n
        """;
    transactions.run(connection -> {
      try (var update = connection.prepareStatement(sql)) {
        update.setObject(
            1, OffsetDateTime.ofInstant(startedAt, ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
        update.setInt(2, differences);
        update.setLong(3, took.toMillis());
        return update.executeUpdate();
      }
    });
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
