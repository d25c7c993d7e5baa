package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops days of charges that are kept no longer, and keeps what they came to. A day is closed
 * before it is summed up: nothing is charged for it from then on, so that no reservation of it can
 * be charged twice. What landed in the default partition stays.
 */
public final class JdbcRetention {
  private static final Logger log = LoggerFactory.getLogger(JdbcRetention.class);

  private final Transactions transactions;
  private final BeforeDrop beforeDrop;

  /** Something that has to be done before the charges of a day are gone. */
  public interface BeforeDrop {
    /**
     * To be called when the day is closed.
     *
     * @throws RuntimeException if the day may not be dropped now
     */
    void run(LocalDate day) throws SQLException;
  }

  public JdbcRetention(Transactions transactions, BeforeDrop beforeDrop) {
    this.transactions = transactions;
    this.beforeDrop = beforeDrop;
  }

  /**
   * Drops the days before the kept ones, the oldest first; what cannot be dropped now is tried next
   * time.
   *
   * @return how many days were dropped
   */
  public int drop(LocalDate today, Period kept) throws SQLException {
    int dropped = 0;
    for (var date : before(today.minus(kept))) {
      close(date);
      beforeDrop.run(date);
      sumUpAndDrop(date);
      log.info("The charges of {} are dropped; what they came to is kept", date);
      dropped++;
    }
    return dropped;
  }

  private List<LocalDate> before(LocalDate first) throws SQLException {
    return transactions.read(JdbcPartitions::days).stream()
        .filter(date -> date.isBefore(first))
        .toList();
  }

  private void close(LocalDate date) throws SQLException {
    transactions.run(connection -> {
      try (var insert =
          connection.prepareStatement(
              "INSERT INTO ledger.dropped_day (day) VALUES (?) ON CONFLICT DO NOTHING")) {
        insert.setInt(1, day(date));
        return insert.executeUpdate();
      }
    });
  }

  private void sumUpAndDrop(LocalDate date) throws SQLException {
    transactions.run(connection -> {
      JdbcPartitions.lock(connection);
      if (JdbcPartitions.exists(connection, date)) {
        JdbcPartitions.settle(connection, date);
        sumUp(connection, day(date));
        mark(connection, day(date));
        JdbcPartitions.drop(connection, date);
      }
      return null;
    });
  }

  private static void sumUp(Connection connection, int day) throws SQLException {
    var sql =
        """
        INSERT INTO ledger.charge_sum AS s (replica, account, cost, taken, overrun, written_off)
        SELECT replica, account, sum(cost), sum(taken), sum(overrun), sum(written_off)
        FROM ledger.charge_share WHERE day = ? GROUP BY replica, account
        ON CONFLICT (account, replica) DO UPDATE SET cost = s.cost + excluded.cost,
          taken = s.taken + excluded.taken, overrun = s.overrun + excluded.overrun,
          written_off = s.written_off + excluded.written_off
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setInt(1, day);
      insert.executeUpdate();
    }
  }

  private static void mark(Connection connection, int day) throws SQLException {
    var sql = "UPDATE ledger.dropped_day SET dropped_at = now() WHERE day = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setInt(1, day);
      update.executeUpdate();
    }
  }

  private static int day(LocalDate date) {
    return Math.toIntExact(date.toEpochDay());
  }
}
