package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.apikey.HashOfRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Keys that old systems gave to services: {@code sk-{service}-service-key-{year}}. Whoever knows
 * the form knows them all.
 */
final class GuessableKeys {
  private static final int FIRST_YEAR = 2015;

  /** Who had such keys, by the name in the key. */
  private static final Set<String> KNOWN = Set.of("presenton", "bolt", "brigade", "centerdeep");

  private GuessableKeys() {}

  /** The SHA-256 hashes of record of those that a service could have until next year. */
  static Set<String> hashes(String slug, Instant now) {
    int nextYear = now.atOffset(ZoneOffset.UTC).getYear() + 1;
    var hashes = new HashSet<String>();
    Stream.concat(KNOWN.stream(), Stream.of(slug, slug.replaceFirst("-service$", "")))
        .distinct()
        .forEach(name ->
            IntStream.rangeClosed(FIRST_YEAR, nextYear)
                .mapToObj(year -> "sk-" + name + "-service-key-" + year)
                .map(HashOfRecord::sha256)
                .forEach(hashes::add));
    return hashes;
  }
}
