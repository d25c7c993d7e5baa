package dev.tollgate.authz.admin;

import dev.tollgate.authz.admin.JdbcImportedOrganizations.Known;
import dev.tollgate.authz.admin.RowOutcome.Refused;
import dev.tollgate.authz.authn.apikey.HashOfRecord;
import dev.tollgate.authz.authn.apikey.ImportedIndex;
import dev.tollgate.authz.authn.apikey.ImportedKeys;
import dev.tollgate.proto.admin.v1.ImportedKey;
import dev.tollgate.proto.admin.v1.ImportedUser;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keys of another system, within one transaction. */
final class JdbcImportedKeys {
  private static final List<String> FAMILIES = List.of("user", "organization", "service");

  private final Handle handle;
  private final JdbcImport.Batch batch;
  private final JdbcImportedOrganizations organizations;
  private final JdbcImportedUsers users;
  private final List<String> pepperVersions;
  private final SecureRandom random;
  private int keys = -1; // not counted yet

  JdbcImportedKeys(
      Handle handle,
      JdbcImport.Batch batch,
      JdbcImportedOrganizations organizations,
      JdbcImportedUsers users,
      List<String> pepperVersions,
      SecureRandom random) {
    this.handle = handle;
    this.batch = batch;
    this.organizations = organizations;
    this.users = users;
    this.pepperVersions = pepperVersions;
    this.random = random;
  }

  /** A key that was imported before. */
  private record Stored(String keyId, String hash, boolean revoked) {}

  RowOutcome take(ImportedKey row) {
    var before =
        JdbcImported.find(handle, batch, row.getTable(), row.getOldId())
            .flatMap(id -> stored("key_id = :value", id));
    if (before.isPresent()) {
      return again(row, before.get());
    }
    var fields = ImportChecks.key(row, batch.now());
    if (!fields.problems().isEmpty()) {
      return new Refused(fields.problems());
    }
    var same = stored("hash_of_record = :value", HashOfRecord.imported(row.getKeyHash()));
    return same.isPresent() ? sameHash(same.get()) : takeNew(row);
  }

  /** Only a revocation is taken over: everything else is administered here by now. */
  private RowOutcome again(ImportedKey row, Stored before) {
    if (!sameHash(row.getKeyHash(), before.hash())) {
      return Refused.of(
          "key_hash",
          "is another one than when the row was imported as "
              + before.keyId()
              + ": revoke that, and give the new key a row with another id");
    }
    if (!row.hasRevokedAt() || before.revoked()) {
      return new RowOutcome.Unchanged(before.keyId());
    }
    JdbcRevocation.revoke(
        handle,
        batch.caller(),
        before.keyId(),
        FAMILIES,
        "revoked in " + batch.source(),
        batch.now());
    return new RowOutcome.Revoked(before.keyId());
  }

  private static boolean sameHash(String hash, String hashOfRecord) {
    try {
      return HashOfRecord.imported(hash).equals(hashOfRecord);
    } catch (IllegalArgumentException corrupt) {
      return false;
    }
  }

  private RowOutcome sameHash(Stored same) {
    boolean otherRow =
        handle
            .createQuery(
                "SELECT EXISTS (SELECT FROM authz.imported WHERE source = :source AND new_id ="
                    + " :key)")
            .bind("source", batch.source())
            .bind("key", same.keyId())
            .mapTo(Boolean.class)
            .one();
    return otherRow
        ? Refused.of("key_hash", "is that of another row, imported as " + same.keyId())
        : new RowOutcome.Unchanged(same.keyId());
  }

  private Optional<Stored> stored(String condition, String value) {
    return handle
        .createQuery(
            "SELECT key_id, hash_of_record, revoked_at FROM authz.api_key WHERE origin = 'imported'"
                + " AND "
                + condition)
        .bind("value", value)
        .map((rows, context) ->
            new Stored(
                rows.getString("key_id"),
                rows.getString("hash_of_record"),
                rows.getObject("revoked_at") != null))
        .findOne();
  }

  private RowOutcome takeNew(ImportedKey row) {
    boolean users = row.getTable().equals(ImportChecks.USER_KEYS);
    var before = users ? this.users.organizationId(row.getUserId()) : Optional.<String>empty();
    var named =
        before.isPresent() && row.getOrganizationId().isEmpty()
            ? organizations.withId(before.get())
            : this.users.organization(row.getOrganizationId());
    if (named.isEmpty()) {
      return JdbcImportedUsers.noOrganization();
    }
    var organization = named.get();
    if (before.isPresent() && !before.get().equals(organization.id())) {
      return JdbcImportedUsers.otherOrganization();
    }
    var refused = refused(row, organization);
    if (refused != null) {
      return refused;
    }
    if (users && before.isEmpty()) {
      this.users.insert(ImportedUser.newBuilder().setUserId(row.getUserId()).build(), organization);
    }
    return new RowOutcome.Imported(
        insert(
            row,
            organization,
            users ? "user" : organization.service() ? "service" : "organization"));
  }

  private @Nullable Refused refused(ImportedKey row, Known organization) {
    if (ImportChecks.guessable(row, organization.slug(), batch.now())
        && (!row.getAcceptGuessable() || row.getAllowedIpsCount() == 0)) {
      return Refused.of(
          "key_prefix",
          "is that of a key that can be guessed: replace the key, or accept it with the networks"
              + " that it is used from");
    }
    if (!HashOfRecord.quick(HashOfRecord.imported(row.getKeyHash()))
        && !row.hasRevokedAt()
        && waiting(row.getKeyPrefix()) >= ImportedIndex.TRIES_MAX) {
      return Refused.of(
          "key_prefix",
          "is shared by "
              + ImportedIndex.TRIES_MAX
              + " imported keys that were not used yet: import again once some were, or replace the"
              + " key");
    }
    return count() < ImportedKeys.KEYS_MAX
        ? null
        : Refused.of("row", "there are " + ImportedKeys.KEYS_MAX + " imported keys already");
  }

  /** How many keys begin like this that only their hash can tell. */
  private int waiting(String prefix) {
    var sql =
        """
        SELECT count(*) FROM authz.api_key
        WHERE origin = 'imported' AND prefix = :prefix AND revoked_at IS NULL AND hash_of_record NOT LIKE 'sha256:%'
          AND (digest IS NULL OR pepper_version <> ALL (:peppers))
        """;
    return handle
        .createQuery(sql)
        .bind("prefix", prefix)
        .bindArray("peppers", String.class, pepperVersions)
        .mapTo(Integer.class)
        .one();
  }

  private int count() {
    if (keys < 0) {
      keys =
          handle
              .createQuery("SELECT count(*) FROM authz.api_key WHERE origin = 'imported'")
              .mapTo(Integer.class)
              .one();
    }
    return keys;
  }

  private String insert(ImportedKey row, Known organization, String family) {
    var keyId = Issuing.id("key_", random);
    JdbcImportedKeyRow.insert(handle, batch, keyId, row, organization.id(), family);
    JdbcImported.remember(handle, batch, row.getTable(), row.getOldId(), keyId);
    JdbcAudit.write(handle, batch.caller(), "key.imported", keyId, organization.id(), batch.now());
    keys++;
    return keyId;
  }
}
