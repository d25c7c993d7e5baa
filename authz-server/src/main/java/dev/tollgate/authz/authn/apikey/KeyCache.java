package dev.tollgate.authz.authn.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.tollgate.authz.authn.apikey.KeyStore.Change;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of keys, by digest. An entry is only kept if no change was applied between the
 * start of its load and its arrival, so that a load that began before a revocation cannot bring the
 * key back.
 */
final class KeyCache {
  private static final long ENTRIES_MAX = 200_000;
  private static final Duration ABSENT_FOR = Duration.ofSeconds(5);
  private static final Duration UNUSED_FOR = Duration.ofHours(1);

  private final Cache<KeyDigest, Lookup> entries =
      Caffeine.newBuilder()
          .maximumSize(ENTRIES_MAX)
          .expireAfter(
              Expiry.<KeyDigest, Lookup>accessing(
                  (digest, lookup) -> lookup.key() == null ? ABSENT_FOR : UNUSED_FOR))
          .build();
  private final AtomicLong generation = new AtomicLong();

  /** What is remembered of the digest, or null if nothing is. */
  @Nullable Lookup get(KeyDigest digest) {
    return entries.getIfPresent(digest);
  }

  /** To be read before a load begins. */
  long generation() {
    return generation.get();
  }

  /** Remembers a load unless a change was applied since it began. */
  void put(KeyDigest digest, Lookup lookup, long generationBefore) {
    entries.put(digest, lookup);
    if (generation.get() != generationBefore) {
      entries.invalidate(digest);
    }
  }

  /** Forgets everything that a change touches. */
  void apply(Change change) {
    generation.incrementAndGet();
    entries.asMap().values().removeIf(lookup -> touches(change, lookup));
  }

  /** Forgets everything: changes may have been missed. */
  void clear() {
    generation.incrementAndGet();
    entries.invalidateAll();
  }

  long size() {
    return entries.estimatedSize();
  }

  private static boolean touches(Change change, Lookup lookup) {
    var key = lookup.key();
    if (key == null) {
      return false;
    }
    var principal = key.principal();
    return switch (change.kind()) {
      case KEY -> principal.keyId().equals(change.subject());
      case USER -> principal.userId().equals(change.subject());
      case ORGANIZATION -> principal.organizationId().equals(change.subject());
    };
  }
}
