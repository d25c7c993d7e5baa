package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.Lookup.Absent.ABSENT;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds imported keys, and indexes each under the current pepper when it is first seen: from then
 * on it is found as our own are.
 */
public final class ImportedIndex implements KeySearch {
  private static final Logger log = LoggerFactory.getLogger(ImportedIndex.class);

  /** So many slow comparisons a text costs at most. The import lets no more keys begin alike. */
  public static final int TRIES_MAX = 10;

  private final ImportedKeys imported;
  private final KeyForge forge;
  private final KeyStore store;
  private final BcryptDoor door;

  ImportedIndex(ImportedKeys imported, KeyForge forge, KeyStore store, BcryptDoor door) {
    this.imported = imported;
    this.forge = forge;
    this.store = store;
    this.door = door;
  }

  @Override
  public Optional<Lookup> find(String key, KeyDigest digest) throws SQLException {
    long epoch = imported.epoch();
    var known = imported.hashed(key) ? store.findImported(HashOfRecord.sha256(key)) : null;
    if (known == null) {
      known = findByDigest(key, digest);
    } else {
      index(known.principal().keyId(), digest);
    }
    return known != null ? Optional.of(known) : findByHash(key, digest, epoch);
  }

  private @Nullable KnownKey findByDigest(String key, KeyDigest digest) throws SQLException {
    var older = forge.olderDigests(key);
    var digests = new ArrayList<>(older);
    digests.add(digest);
    var known = store.find(digests);
    if (known != null && !older.isEmpty()) {
      index(known.principal().keyId(), digest);
    }
    return known;
  }

  private Optional<Lookup> findByHash(String key, KeyDigest digest, long epoch)
      throws SQLException {
    for (var candidate : candidates(key)) {
      var hash = candidate.hashOfRecord();
      var matches = door.through(() -> HashOfRecord.matches(key, hash));
      if (matches.isEmpty()) {
        return Optional.empty();
      }
      if (matches.get()) {
        index(candidate.keyId(), digest);
        var found = store.find(List.of(digest));
        return Optional.of(found == null ? ABSENT : found);
      }
    }
    imported.refute(digest, epoch);
    return Optional.of(ABSENT);
  }

  private List<KeyStore.Candidate> candidates(String key) throws SQLException {
    var prefixes = imported.prefixes(key);
    return prefixes.isEmpty()
        ? List.of()
        : store.importedWithoutIndex(prefixes, forge.pepperVersions(), TRIES_MAX);
  }

  private void index(String keyId, KeyDigest digest) throws SQLException {
    if (store.index(keyId, digest, forge.pepperVersions().getFirst())) {
      log.info("Imported key {} is indexed", keyId);
    }
  }
}
