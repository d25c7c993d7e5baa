package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.Lookup.Absent.ABSENT;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Finds keys of our making in the database, whatever pepper they are indexed under, and indexes
 * them anew under the current one: by an older pepper that is still configured, or, where that is
 * lost, by the hash of record.
 */
final class KeyIndex implements KeySearch {
  /**
   * So many keys may share the characters that are shown before some cannot be found by their hash.
   */
  private static final int CANDIDATES_MAX = 100;

  private final KeyForge forge;
  private final KeyStore store;
  private final HashSearch hashes;

  KeyIndex(KeyForge forge, KeyStore store, BcryptDoor door) {
    this.forge = forge;
    this.store = store;
    this.hashes = new HashSearch(forge, store, door);
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
      hashes.index(rotated.principal().keyId(), digest);
      return Optional.of(rotated);
    }
    return findByHash(genuineKey, digest);
  }

  private Optional<Lookup> findByHash(String genuineKey, KeyDigest digest) throws SQLException {
    var prefix = KeyForge.prefix(genuineKey);
    var candidates = store.withoutIndex(prefix, forge.pepperVersions(), CANDIDATES_MAX);
    return switch (hashes.among(candidates, genuineKey, digest)) {
      case HashSearch.Result.Matched(var lookup) -> Optional.of(lookup);
      case HashSearch.Result.NoneOfThem() -> Optional.of(ABSENT);
      case HashSearch.Result.Overloaded() -> Optional.empty();
    };
  }
}
