package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.Lookup.Absent.ABSENT;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds keys of our making in the database, whatever pepper they are indexed under, and indexes
 * them anew under the current one: by an older pepper that is still configured, or, where that is
 * lost, by the hash of record.
 */
final class KeyIndex implements KeySearch {
  private static final Logger log = LoggerFactory.getLogger(KeyIndex.class);

  /**
   * So many keys may share the characters that are shown before some cannot be found by their hash.
   */
  private static final int CANDIDATES_MAX = 100;

  private final KeyForge forge;
  private final KeyStore store;
  private final BcryptDoor door;

  KeyIndex(KeyForge forge, KeyStore store, BcryptDoor door) {
    this.forge = forge;
    this.store = store;
    this.door = door;
  }

  @Override
  public Optional<Lookup> find(String genuineKey, KeyDigest digest) throws SQLException {
    var current = store.find(List.of(digest));
    if (current != null) {
      return Optional.of(current);
    }
    var older = forge.olderDigests(genuineKey);
    var rotated = older.isEmpty() ? null : store.find(older);
    if (rotated != null) {
      index(rotated.principal().keyId(), digest);
      return Optional.of(rotated);
    }
    return findByHash(genuineKey, digest);
  }

  private Optional<Lookup> findByHash(String genuineKey, KeyDigest digest) throws SQLException {
    var prefix = KeyForge.prefix(genuineKey);
    for (var candidate : store.withoutIndex(prefix, forge.pepperVersions(), CANDIDATES_MAX)) {
      var matches = matches(genuineKey, candidate.hashOfRecord());
      if (matches.isEmpty()) {
        return Optional.empty();
      }
      if (matches.get()) {
        index(candidate.keyId(), digest);
        var found = store.find(List.of(digest));
        return Optional.of(found == null ? ABSENT : found);
      }
    }
    return Optional.of(ABSENT);
  }

  /** Empty if too many hashes are being computed. */
  private Optional<Boolean> matches(String key, String hash) {
    return HashOfRecord.quick(hash)
        ? Optional.of(HashOfRecord.matches(key, hash))
        : door.through(() -> HashOfRecord.matches(key, hash));
  }

  private void index(String keyId, KeyDigest digest) throws SQLException {
    if (store.index(keyId, digest, forge.pepperVersions().getFirst())) {
      log.info("Key {} is indexed under the current pepper", keyId);
    }
  }
}
