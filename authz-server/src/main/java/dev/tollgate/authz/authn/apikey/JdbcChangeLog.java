package dev.tollgate.authz.authn.apikey;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * {@link ChangeLog} on schema {@code authz}. A database that says nothing for two seconds is an
 * error, so that the next poll can try over a new connection while revocations still count as
 * timely. News are PostgreSQL's notifications.
 */
final class JdbcChangeLog implements ChangeLog {
  private static final String END =
      """
      SELECT h.n AS head, c.n, c.kind, c.subject, c.at
      FROM authz.change_head h LEFT JOIN authz.change_log c ON c.n = h.n
      """;
  private static final String FROM =
      """
      SELECT h.n AS head, c.n, c.kind, c.subject, c.at
      FROM authz.change_head h
      LEFT JOIN LATERAL (
        SELECT n, kind, subject, at FROM authz.change_log WHERE n >= ? ORDER BY n LIMIT ?
      ) c ON true
      ORDER BY c.n
      """;

  private final JdbcChangeConnection connection;

  /**
   * @param database opens a connection for each call, which nobody else gets
   */
  JdbcChangeLog(DataSource database) {
    this(new JdbcChangeConnection(database));
  }

  /**
   * @param connection closed with this
   */
  JdbcChangeLog(JdbcChangeConnection connection) {
    this.connection = connection;
  }

  /**
   * Imported keys, read over the same connection, by the same thread.
   *
   * @param pepperVersions those that keys count as indexed under
   */
  ImportedKeyLog importedKeys(List<String> pepperVersions) {
    return new JdbcImportedKeys(connection, pepperVersions);
  }

  @Override
  public AppliedChanges end() throws SQLException {
    return connection.ask(JdbcChangeLog::end);
  }

  @Override
  public Page from(long n, int limit) throws SQLException {
    return connection.ask(open -> from(open, n, limit));
  }

  @Override
  public boolean awaitNews(Duration atMost) throws SQLException {
    int millis = Math.toIntExact(Math.max(1, atMost.toMillis())); // 0 would wait for ever
    return connection.ask(
        open -> open.unwrap(PGConnection.class).getNotifications(millis).length > 0);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static AppliedChanges end(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(END);
        var rows = select.executeQuery()) {
      return new AppliedChanges(firstHead(rows), change(rows));
    }
  }

  private static Page from(Connection connection, long n, int limit) throws SQLException {
    try (var select = connection.prepareStatement(FROM)) {
      select.setLong(1, n);
      select.setInt(2, limit);
      try (var rows = select.executeQuery()) {
        long head = firstHead(rows);
        var changes = new ArrayList<Change>();
        do {
          var change = change(rows);
          if (change != null) {
            changes.add(change);
          }
        } while (rows.next());
        return new Page(head, changes);
      }
    }
  }

  private static long firstHead(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new SQLException("authz.change_head has lost its row: restore the schema");
    }
    return rows.getLong("head");
  }

  private static @Nullable Change change(ResultSet rows) throws SQLException {
    var at = rows.getObject("at", OffsetDateTime.class);
    return at == null
        ? null
        : new Change(
            rows.getLong("n"),
            kind(rows.getString("kind")),
            rows.getString("subject"),
            at.toInstant());
  }

  private static Change.Kind kind(String name) {
    return switch (name) {
      case "key" -> Change.Kind.KEY;
      case "user" -> Change.Kind.USER;
      case "organization" -> Change.Kind.ORGANIZATION;
      case "plan" -> Change.Kind.PLAN;
      case "import" -> Change.Kind.IMPORT;
      case "provider_key" -> Change.Kind.PROVIDER_KEY;
      default -> Change.Kind.UNKNOWN;
    };
  }
}
