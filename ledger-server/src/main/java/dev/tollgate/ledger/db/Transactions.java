package dev.tollgate.ledger.db;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs work in one transaction. */
public final class Transactions {
  private static final int WHOLE_MILLIS_MAX = 3_600_000;

  private final DataSource database;

  public Transactions(DataSource database) {
    this.database = database;
  }

  /** What happens in a transaction. */
  public interface Work<R extends @Nullable Object> {
    R run(Connection connection) throws SQLException;
  }

  /**
   * Commits what the work did if it returns, rolls it back if it throws. A failed commit may have
   * happened all the same: whoever repeats the work must be able to tell.
   */
  public <R extends @Nullable Object> R run(Work<R> work) throws SQLException {
    try (var connection = database.getConnection()) {
      return run(connection, work);
    }
  }

  /** As {@link #run(Work)}, on one snapshot and without changing anything. */
  public <R extends @Nullable Object> R read(Work<R> work) throws SQLException {
    try (var connection = database.getConnection()) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return run(connection, work);
    }
  }

  /**
   * As {@link #read}, of something that goes through the whole ledger: an answer may take an hour,
   * where others are given up after seconds.
   */
  public <R extends @Nullable Object> R readWhole(Work<R> work) throws SQLException {
    return read(connection -> {
      connection.setNetworkTimeout(Runnable::run, WHOLE_MILLIS_MAX); // the pool takes it back
      return work.run(connection);
    });
  }

  private static <R extends @Nullable Object> R run(Connection connection, Work<R> work)
      throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      var result = work.run(connection);
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack(connection);
      }
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is broken, so PostgreSQL rolls back by itself.
    }
  }
}
