package dev.tollgate.bench.usage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database whose answers come with their plans: PostgreSQL's auto_explain sends what it has
 * executed as a notice to whoever asked.
 */
final class ExplainedQueries {
  private static final String SETTINGS =
      """
      LOAD 'auto_explain';
      SET auto_explain.log_min_duration = 0;
      SET auto_explain.log_analyze = on;
      SET auto_explain.log_buffers = on;
      SET auto_explain.log_level = notice
      """;

  private final List<String> plans = new ArrayList<>();
  private final Connection connection;

  /**
   * @param connection of a superuser's
   */
  ExplainedQueries(Connection connection) throws SQLException {
    this.connection = connection;
    try (var statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
  }

  /** As a pool of one connection, which stays open. */
  DataSource database() {
    return (DataSource)
        proxy(
            DataSource.class,
            (_, method, _) -> {
              if (!method.getName().equals("getConnection")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return open();
            });
  }

  /** What has been executed since this was asked last. */
  List<String> plans() {
    var executed = List.copyOf(plans);
    plans.clear();
    return executed;
  }

  private Object open() {
    return proxy(
        Connection.class,
        (_, method, arguments) -> {
          if (method.getName().equals("commit")) {
            hear();
          }
          if (method.getName().equals("close")) {
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
            return null;
          }
          var result = call(connection, method, arguments);
          return result instanceof PreparedStatement statement ? keeping(statement) : result;
        });
  }

  private Object keeping(PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        (_, method, arguments) -> {
          if (method.getName().equals("close")) {
            keep(statement.getWarnings());
          }
          return call(statement, method, arguments);
        });
  }

  /** A plan comes when the next thing is asked: this asks one that has none itself. */
  private void hear() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SHOW server_version");
      keep(statement.getWarnings());
    }
    keep(connection.getWarnings());
    connection.clearWarnings();
  }

  private void keep(@Nullable SQLWarning first) {
    for (var notice = first; notice != null; notice = notice.getNextWarning()) {
      plans.add(String.valueOf(notice.getMessage()));
    }
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
