package dev.tollgate.authz.authn.apikey;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.local.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A real database with schema {@code authz}, the organization {@code o} and its user {@code u}. */
final class KeyDatabase {
  static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  static final KeyForge FORGE = forge("t", "p");
  private static final Random RANDOM = new Random(7);

  private final TestDatabase database = TestDatabase.create();

  KeyDatabase() {
    Migrations.apply(source(), new Schema("authz", "db/authz"));
    execute(
        """
        INSERT INTO authz.organization
          (id, name, display_name, slug, plan, subscription_tier, price_book, created_at, updated_at)
        VALUES ('o', 'O', 'O', 'o', 'free', 'free', 'default', now(), now());
        INSERT INTO authz.app_user (id, organization_id, created_at, updated_at) VALUES ('u', 'o', now(), now())
        """);
  }

  /** Secrets made of one letter each. */
  static KeyForge forge(String tag, String pepper) {
    return new KeyForge(List.of(Secret.of(tag.repeat(40))), List.of(Secret.of(pepper.repeat(40))));
  }

  /** A key that only the test secrets know. */
  static String unstoredKey() {
    return FORGE.issue(KeyForm.USER, RANDOM).key();
  }

  /** What replicas keep in mind of imported keys: nothing before its first load. */
  ImportedKeys imported() {
    var log = new JdbcChangeLog(source()).importedKeys(FORGE.pepperVersions());
    return new ImportedKeys(log, FORGE, System::nanoTime);
  }

  /** Stores a key of another system; the user's if bcrypt is its hash, else the organization's. */
  void storeImported(String id, String prefix, String hashOfRecord) {
    boolean users = hashOfRecord.startsWith("$");
    execute(
        """
        INSERT INTO authz.api_key (key_id, family, prefix, name, user_id, organization_id, permissions, hash_of_record,
          origin, created_at, created_by)
        VALUES ('%s', '%s', '%s', 'n', %s, 'o', '{llm:inference}', '%s', 'imported', '%s', 'import')
        """
            .formatted(
                id,
                users ? "user" : "organization",
                prefix,
                users ? "'u'" : "NULL",
                hashOfRecord,
                CREATED));
  }

  /** A connection for each call. */
  DataSource source() {
    var source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }

  DatabaseConfig config(int poolSize) {
    return new DatabaseConfig(
        database.jdbcUrl(), database.user(), Secret.of(database.password()), poolSize);
  }

  /** Stores a new key of the user, valid for 90 days, and returns it. */
  String store(String id) {
    return store(id, "h");
  }

  String store(String id, String hashOfRecord) {
    var issued = FORGE.issue(KeyForm.USER, RANDOM);
    execute(
        """
        INSERT INTO authz.api_key (key_id, family, prefix, name, user_id, organization_id, permissions, digest,
          pepper_version, tag_version, hash_of_record, created_at, created_by, expires_at)
        VALUES ('%s', 'user', '%s', 'n', 'u', 'o', '{llm:inference}', '\\x%s', '%s', '%s', '%s', '%s', 'test', '%s')
        """
            .formatted(
                id,
                issued.prefix(),
                issued.digest(),
                issued.pepper(),
                issued.tag(),
                hashOfRecord,
                CREATED,
                CREATED.plus(Duration.ofDays(90))));
    return issued.key();
  }

  /** Stores a new key of the organization itself, which never expires, and returns it. */
  String storeOwn(String id, String family, KeyForm form) {
    var issued = FORGE.issue(form, RANDOM);
    execute(
        """
        INSERT INTO authz.api_key (key_id, family, prefix, hint, name, organization_id, permissions, digest,
          pepper_version, tag_version, hash_of_record, created_at, created_by)
        VALUES ('%s', '%s', '%s', '%s', 'n', 'o', '{llm:inference}', '\\x%s', '%s', '%s', '%s', '%s', 'test')
        """
            .formatted(
                id,
                family,
                issued.prefix(),
                issued.hint(),
                issued.digest(),
                issued.pepper(),
                issued.tag(),
                HashOfRecord.sha256(issued.key()),
                CREATED));
    return issued.key();
  }

  void revoke(String id) {
    execute(
        "UPDATE authz.api_key SET revoked_at = now(), revoked_by = 'test' WHERE key_id = '%s'"
            .formatted(id));
  }

  void execute(String sql) {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row, or null if there is no row. */
  @Nullable String ask(String sql) {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
