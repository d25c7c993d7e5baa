package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.ImportRow;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports rows into schema {@code authz}: a call is one transaction, and one entry in the change
 * log if it adds keys. A dry run is the same transaction, taken back.
 */
final class JdbcImport {
  private static final Logger log = LoggerFactory.getLogger(JdbcImport.class);

  /** One import at a time: what is compared before a row is written stays as it was. */
  private static final String ALONE =
      "SELECT pg_advisory_xact_lock(hashtextextended('authz.imported', 0))";

  private static final String ROW = "row";

  private final Jdbi jdbi;
  private final List<String> pepperVersions;
  private final SecureRandom random;

  /**
   * @param pepperVersions those that keys count as indexed under
   */
  JdbcImport(DataSource database, List<String> pepperVersions, SecureRandom random) {
    this.jdbi = Jdbi.create(database);
    this.pepperVersions = List.copyOf(pepperVersions);
    this.random = random;
  }

  /** What every row of a call shares. */
  record Batch(Caller caller, String source, String id, Instant now) {}

  List<RowOutcome> run(
      Caller caller, String source, List<ImportRow> rows, boolean dryRun, Instant now) {
    var batch = new Batch(caller, source, Issuing.id("import_", random), now);
    return jdbi.inTransaction(handle -> {
      handle.execute(ALONE);
      var organizations = new JdbcImportedOrganizations(handle, batch, random);
      var users = new JdbcImportedUsers(handle, batch, organizations);
      var keys = new JdbcImportedKeys(handle, batch, organizations, users, pepperVersions, random);
      var outcomes = new ArrayList<RowOutcome>();
      for (var row : rows) {
        outcomes.add(guarded(handle, row, organizations, users, keys));
      }
      if (dryRun) {
        handle.rollback();
      }
      return outcomes;
    });
  }

  /** A row that the database refuses, whatever we overlooked, costs no other one. */
  private static RowOutcome guarded(
      Handle handle,
      ImportRow row,
      JdbcImportedOrganizations organizations,
      JdbcImportedUsers users,
      JdbcImportedKeys keys) {
    handle.savepoint(ROW);
    try {
      var outcome =
          switch (row.getRowCase()) {
            case ORGANIZATION -> organizations.take(row.getOrganization());
            case USER -> users.take(row.getUser());
            case KEY -> keys.take(row.getKey());
            case ROW_NOT_SET -> RowOutcome.Refused.of("row", "is empty");
          };
      handle.releaseSavepoint(ROW);
      return outcome;
    } catch (JdbiException e) {
      var state = e.getCause() instanceof SQLException sql ? sql.getSQLState() : null;
      if (state == null || !(state.startsWith("22") || state.startsWith("23"))) {
        throw e; // no fault of the row
      }
      log.warn("The database refused an imported row, SQL state {}", state);
      handle.rollbackToSavepoint(ROW);
      return RowOutcome.Refused.of("row", "the database refuses its values, state " + state);
    }
  }
}
