package dev.tollgate.authz.admin;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which of our rows an old row became. */
final class JdbcImported {
  private JdbcImported() {}

  static Optional<String> find(Handle handle, JdbcImport.Batch batch, String table, String oldId) {
    var sql =
        "SELECT new_id FROM authz.imported WHERE source = :source AND kind = :table AND old_id ="
            + " :old";
    return handle
        .createQuery(sql)
        .bind("source", batch.source())
        .bind("table", table)
        .bind("old", oldId)
        .mapTo(String.class)
        .findOne();
  }

  static void remember(
      Handle handle, JdbcImport.Batch batch, String table, String oldId, String newId) {
    var sql =
        """
        INSERT INTO authz.imported (source, kind, old_id, new_id, at) VALUES (:source, :table, :old, :new, :now)
        """;
    handle
        .createUpdate(sql)
        .bind("source", batch.source())
        .bind("table", table)
        .bind("old", oldId)
        .bind("new", newId)
        .bind("now", JdbcTimes.of(batch.now()))
        .execute();
  }
}
