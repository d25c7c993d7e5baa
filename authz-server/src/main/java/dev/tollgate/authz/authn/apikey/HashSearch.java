package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.Lookup.Absent.ABSENT;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by hashes of record which of several keys a text is, and indexes that one under the current
 * pepper, so that it is found without a hash from then on. Blocks; any thread but an event loop.
 */
final class HashSearch {
  private static final Logger log = LoggerFactory.getLogger(HashSearch.class);

  private final KeyForge forge;
  private final KeyStore store;
  private final BcryptDoor door;

  HashSearch(KeyForge forge, KeyStore store, BcryptDoor door) {
    this.forge = forge;
    this.store = store;
    this.door = door;
  }

  /** What was found among the candidates. */
  sealed interface Result {
    /** One of them is the key; what the database knows of it now. */
    record Matched(Lookup lookup) implements Result {}

    /** None of them is. */
    record NoneOfThem() implements Result {}

    /** One of them may be, but too many hashes are being computed. */
    record Overloaded() implements Result {}
  }

  Result among(List<KeyStore.Candidate> candidates, String key, KeyDigest digest)
      throws SQLException {
    for (var candidate : candidates) {
      var matches = matches(key, candidate.hashOfRecord());
      if (matches.isEmpty()) {
        return new Result.Overloaded();
      }
      if (matches.get()) {
        index(candidate.keyId(), digest);
        var found = store.find(List.of(digest));
        return new Result.Matched(found == null ? ABSENT : found);
      }
    }
    return new Result.NoneOfThem();
  }

  /** Empty if too many hashes are being computed. */
  private Optional<Boolean> matches(String key, String hash) {
    return HashOfRecord.quick(hash)
        ? Optional.of(HashOfRecord.matches(key, hash))
        : door.through(() -> HashOfRecord.matches(key, hash));
  }

  void index(String keyId, KeyDigest digest) throws SQLException {
    if (store.index(keyId, digest, forge.pepperVersions().getFirst())) {
      log.info("Key {} is indexed under the current pepper", keyId);
    }
  }
}
