package dev.tollgate.authz.authn.apikey;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of keys, by digest. Reading takes no lock.
 *
 * <p>A load is remembered only if no change was applied since it began. The comparison and the
 * write are one step under the lock that changes are applied under: a write that came between a
 * change and its pass over the entries would bring a revoked key back, and one that is taken back
 * afterwards would have brought it back for an instant.
 *
 * <p>Absent keys stand apart, few and briefly: whoever asks for keys that do not exist pushes out
 * no key that does, and a key that is made after all is found seconds later, however often it is
 * asked for.
 */
final class KeyCache {
  static final int KNOWN_MAX = 100_000;
  static final int ABSENT_MAX = 10_000;
  static final Duration ABSENT_FOR = Duration.ofSeconds(5);
  private static final Duration UNUSED_FOR = Duration.ofHours(1);

  /**
   * The maps take note of reads in batches of some ten, by whoever reads and can have their lock at
   * once: to wake another thread for it costs many times as much.
   */
  private static final Executor HERE = Runnable::run;

  private final ConcurrentMap<KeyDigest, KnownKey> known;
  private final ConcurrentMap<KeyDigest, Lookup.Absent> absent;
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicLong generation = new AtomicLong();

  /** Over maps that keep their own bounds. */
  KeyCache(
      ConcurrentMap<KeyDigest, KnownKey> known, ConcurrentMap<KeyDigest, Lookup.Absent> absent) {
    this.known = known;
    this.absent = absent;
  }

  static KeyCache bounded(LongSupplier nanoTime) {
    return new KeyCache(
        Caffeine.newBuilder()
            .maximumSize(KNOWN_MAX)
            .expireAfterAccess(UNUSED_FOR)
            .ticker(nanoTime::getAsLong)
            .executor(HERE)
            .<KeyDigest, KnownKey>build()
            .asMap(),
        Caffeine.newBuilder()
            .maximumSize(ABSENT_MAX)
            .expireAfterWrite(ABSENT_FOR)
            .ticker(nanoTime::getAsLong)
            .executor(HERE)
            .<KeyDigest, Lookup.Absent>build()
            .asMap());
  }

  /** What is remembered of the digest, or null if nothing is. */
  @Nullable Lookup get(KeyDigest digest) {
    var key = known.get(digest);
    return key != null ? key : absent.get(digest);
  }

  /** To be read before a load begins. */
  long generation() {
    return generation.get();
  }

  /**
   * Remembers a load, unless a change was applied since it began: then the load may be outdated and
   * must not be used.
   *
   * @return whether the load may be used
   */
  boolean put(KeyDigest digest, Lookup lookup, long generationBefore) {
    writing.lock();
    try {
      if (generation.get() != generationBefore) {
        return false;
      }
      switch (lookup) {
        case KnownKey key -> known.put(digest, key);
        case Lookup.Absent none -> absent.put(digest, none);
      }
      return true;
    } finally {
      writing.unlock();
    }
  }

  /** Forgets everything that the changes touch. */
  void apply(List<Change> changes) {
    var subjects = ChangedSubjects.of(changes);
    writing.lock();
    try {
      generation.incrementAndGet();
      known.values().removeIf(subjects::touch);
      if (subjects.imports()) {
        absent.clear();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Forgets everything: changes may have been missed. */
  void clear() {
    writing.lock();
    try {
      generation.incrementAndGet();
      known.clear();
      absent.clear();
    } finally {
      writing.unlock();
    }
  }

  /** How many keys are remembered, absent ones included. */
  long size() {
    return known.size() + (long) absent.size();
  }
}
