package dev.tollgate.authz.admin;

import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Tests of providers' keys in schema {@code authz}: the last one of each key in use. */
final class JdbcKeyTests {
  private static final String ALL =
      """
      SELECT provider, source, subject, status, coalesce(http_status, 0) AS http_status, problem, tested_at
      FROM authz.provider_key_test
      """;

  private static final String PUT =
      """
      INSERT INTO authz.provider_key_test (provider, source, subject, status, http_status, problem, tested_at)
      VALUES (:provider, :source, :subject, :status, nullif(:http, 0), :problem, :at)
      ON CONFLICT (provider, source) DO UPDATE SET subject = excluded.subject, status = excluded.status,
        http_status = excluded.http_status, problem = excluded.problem, tested_at = excluded.tested_at
      """;

  /** One server at a time; the others come again later, and find nothing due. */
  private static final String TURN =
      "SELECT pg_try_advisory_xact_lock(hashtext('authz.provider_key_test'))";

  private final Jdbi jdbi;

  JdbcKeyTests(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  List<StoredKeyTest> all() {
    return jdbi.withHandle(JdbcKeyTests::all);
  }

  private static List<StoredKeyTest> all(Handle handle) {
    return handle
        .createQuery(ALL)
        .map((rows, context) ->
            new StoredKeyTest(
                rows.getString("provider"),
                rows.getString("source"),
                rows.getString("subject"),
                rows.getString("status"),
                rows.getInt("http_status"),
                rows.getString("problem"),
                JdbcTimes.instant(rows, "tested_at")))
        .list();
  }

  void put(StoredKeyTest test) {
    jdbi.useHandle(handle -> put(handle, test));
  }

  private static void put(Handle handle, StoredKeyTest test) {
    handle
        .createUpdate(PUT)
        .bind("provider", test.provider())
        .bind("source", test.source())
        .bind("subject", test.subject())
        .bind("status", test.status())
        .bind("http", test.httpStatus())
        .bind("problem", test.problem())
        .bind("at", JdbcTimes.of(test.testedAt()))
        .execute();
  }

  /**
   * Tests more, unless another server is at it; one connection is taken meanwhile.
   *
   * @param work from the tests there are to those that it makes
   */
  void inTurn(UnaryOperator<List<StoredKeyTest>> work) {
    jdbi.useTransaction(handle -> {
      if (handle.createQuery(TURN).mapTo(Boolean.class).one()) {
        work.apply(all(handle)).forEach(test -> put(handle, test));
      }
    });
  }
}
