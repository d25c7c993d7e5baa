package dev.tollgate.ledger.watch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to what is committed on the database, over a connection of its own and on a thread of its
 * own. News of the moments without a connection are lost. Never within a transaction: a listener
 * that is in one holds back the server's queue.
 */
public final class JdbcNews implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JdbcNews.class);
  private static final int SILENCE_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 500;

  private final DataSource database;
  private final Consumer<News> reader;
  private final Thread thread = Thread.ofPlatform().daemon().name("news").unstarted(this::run);
  private volatile @Nullable Connection current;
  private volatile boolean closed;

  private JdbcNews(DataSource database, Consumer<News> reader) {
    this.database = database;
    this.reader = reader;
  }

  /**
   * Starts to listen, and goes on whatever becomes of the database.
   *
   * @param database opens a connection for each call, which nobody else gets
   * @param reader called on one thread; what it throws is logged
   */
  public static JdbcNews start(DataSource database, Consumer<News> reader) {
    var news = new JdbcNews(database, reader);
    news.thread.start();
    return news;
  }

  private void run() {
    while (!closed) {
      try (var connection = database.getConnection()) {
        current = connection;
        listen(connection);
      } catch (SQLException e) {
        log.debug("No news for a moment: {}", e.getMessage());
        pause();
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("LISTEN ledger_recalls");
      statement.execute("LISTEN ledger_credit");
      statement.execute("LISTEN ledger_policies");
      var listener = connection.unwrap(PGConnection.class);
      while (!closed) {
        for (var notification : listener.getNotifications(SILENCE_MILLIS)) {
          tell(notification.getName(), notification.getParameter());
        }
        // A connection that died quietly shows when something is asked.
        statement.execute("SELECT 1");
      }
    }
  }

  private void tell(String channel, String what) {
    try {
      reader.accept(
          switch (channel) {
            case "ledger_recalls" -> new News.Recalled(what);
            case "ledger_policies" -> new News.LimitsChanged(Long.parseLong(what));
            default -> new News.ToppedUp(what);
          });
    } catch (RuntimeException e) {
      log.error("News of {} reached nobody", what, e);
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Ends the thread soon; news may still be told for a moment. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    var connection = current;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("The listening connection ended by itself: {}", e.getMessage());
      }
    }
  }
}
