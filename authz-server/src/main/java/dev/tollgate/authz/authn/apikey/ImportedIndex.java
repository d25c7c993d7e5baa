package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.Lookup.Absent.ABSENT;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds imported keys, and indexes each under the current pepper when it is first seen: from then
 * on it is found as our own are.
 */
public final class ImportedIndex implements KeySearch {
  /** So many slow comparisons a text costs at most. The import lets no more keys begin alike. */
  public static final int TRIES_MAX = 10;

  private final ImportedKeys imported;
  private final KeyForge forge;
  private final KeyStore store;
  private final HashSearch hashes;

  ImportedIndex(ImportedKeys imported, KeyForge forge, KeyStore store, BcryptDoor door) {
    this.imported = imported;
    this.forge = forge;
    this.store = store;
    this.hashes = new HashSearch(forge, store, door);
  }

  @Override
  public Optional<Lookup> find(String key, KeyDigest digest) throws SQLException {
    long epoch = imported.epoch();
    var known = imported.hashed(key) ? store.findImported(HashOfRecord.sha256(key)) : null;
    if (known == null) {
      known = findByDigest(key, digest);
    } else {
      hashes.index(known.principal().keyId(), digest);
    }
    return known != null ? Optional.of(known) : findByHash(key, digest, epoch);
  }

  private @Nullable KnownKey findByDigest(String key, KeyDigest digest) throws SQLException {
    var older = forge.olderDigests(key);
    var digests = new ArrayList<>(older);
    digests.add(digest);
    var known = store.find(digests);
    if (known != null && !older.isEmpty()) {
      hashes.index(known.principal().keyId(), digest);
    }
    return known;
  }

  private Optional<Lookup> findByHash(String key, KeyDigest digest, long epoch)
      throws SQLException {
    return switch (hashes.among(candidates(key), key, digest)) {
      case HashSearch.Result.Matched(var lookup) -> Optional.of(lookup);
      case HashSearch.Result.NoneOfThem() -> {
        imported.refute(digest, epoch);
        yield Optional.of(ABSENT);
      }
      case HashSearch.Result.Overloaded() -> Optional.empty();
    };
  }

  private List<KeyStore.Candidate> candidates(String key) throws SQLException {
    var prefixes = imported.prefixes(key);
    return prefixes.isEmpty()
        ? List.of()
        : store.importedWithoutIndex(prefixes, forge.pepperVersions(), TRIES_MAX);
  }
}
