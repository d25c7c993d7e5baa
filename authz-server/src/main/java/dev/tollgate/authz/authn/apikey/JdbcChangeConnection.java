package dev.tollgate.authz.authn.apikey;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection that stays open between questions and listens for changes. Whatever failed over it,
 * the next question goes over a new one, which listens anew.
 *
 * <p>It is never within a transaction: a listener that is in one hears nothing, and holds back the
 * server's queue of notifications, which refuses commits once it is full.
 *
 * <p>Questions come from one thread at a time; {@link #close} from any.
 */
public final class JdbcChangeConnection implements AutoCloseable {
  private static final int SILENCE_MILLIS_MAX = 2_000;
  private static final String LISTEN = "LISTEN authz_changes";

  private final DataSource database;
  private volatile @Nullable Connection current;
  private volatile boolean closed;

  /**
   * @param database opens a connection for each call, which nobody else gets
   */
  public JdbcChangeConnection(DataSource database) {
    this.database = database;
  }

  /** What is asked of the database. */
  public interface JdbcQuestion<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * Asks over the connection, which is opened if there is none.
   *
   * @throws SQLException also if the database says nothing for two seconds, or this is closed
   */
  public <T> T ask(JdbcQuestion<T> question) throws SQLException {
    try {
      var connection = current;
      return question.ask(connection == null ? open() : connection);
    } catch (Throwable e) {
      var failed = current;
      current = null;
      abort(failed);
      throw e;
    }
  }

  private Connection open() throws SQLException {
    var connection = database.getConnection();
    current = connection;
    if (closed) { // else close() finds the connection
      throw new SQLException("The change log was closed");
    }
    connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS_MAX);
    try (var listen = connection.createStatement()) {
      listen.execute(LISTEN);
    }
    return connection;
  }

  /** Unlike a close, it takes no lock that a running question holds, and says no farewell. */
  private static void abort(@Nullable Connection connection) throws SQLException {
    if (connection != null) {
      connection.abort(Runnable::run);
    }
  }

  /** Fails the running question at once, and every later one. */
  @Override
  public void close() throws SQLException {
    closed = true;
    abort(current);
  }
}
