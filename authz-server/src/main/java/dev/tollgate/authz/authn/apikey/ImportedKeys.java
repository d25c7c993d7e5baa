package dev.tollgate.authz.authn.apikey;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which texts may be imported keys: those carry no tag of ours, so this is what refuses forgeries
 * without a lookup. Each key stands in one of three sets: by its digest once it is indexed, by its
 * SHA-256 if that is its hash of record, else by the characters that it begins with. The first two
 * are sets of 8 bytes of a hash, which nobody can hit; only the third lets a forgery through, to a
 * few slow comparisons.
 *
 * <p>Read by any thread; changed by the one that follows the changes.
 */
public final class ImportedKeys {
  private static final Logger log = LoggerFactory.getLogger(ImportedKeys.class);

  /** The longest text that may be an imported key. */
  static final int CHARACTERS_MAX = 256;

  /** At about 100 bytes each. */
  public static final int KEYS_MAX = 500_000;

  /** bcrypt reads no more: of a longer text it could not tell the end. */
  private static final int BCRYPT_CHARACTERS_MAX = 72;

  private static final int PREFIX_CHARACTERS_MAX = Long.SIZE - 1;
  private static final int PAGE = 10_000;
  private static final int REFUTED_MAX = 100_000;
  private static final Duration REFUTED_FOR = Duration.ofMinutes(10);

  private final ImportedKeyLog keys;
  private final KeyForge forge;
  private final AtomicLong epoch = new AtomicLong();
  private final ConcurrentMap<KeyDigest, Long> refuted;
  private volatile Sets sets = new Sets();

  ImportedKeys(ImportedKeyLog keys, KeyForge forge, LongSupplier nanoTime) {
    this.keys = keys;
    this.forge = forge;
    this.refuted =
        Caffeine.newBuilder()
            .maximumSize(REFUTED_MAX)
            .expireAfterWrite(REFUTED_FOR)
            .ticker(nanoTime::getAsLong)
            .<KeyDigest, Long>build()
            .asMap();
  }

  /** What a text without our tag may be. */
  enum Match {
    /** No imported key. */
    NONE,
    /** An imported key, as far as 8 bytes of a hash tell: one query finds it. */
    KNOWN,
    /** It begins like one that is not indexed: slow comparisons tell. */
    POSSIBLE
  }

  private static final class Sets {
    private final Set<Long> digests = ConcurrentHashMap.newKeySet();
    private final Set<Long> hashes = ConcurrentHashMap.newKeySet();
    private final Set<String> prefixes = ConcurrentHashMap.newKeySet();

    /** Bit n: some prefix had n characters. */
    private final AtomicLong prefixLengths = new AtomicLong();

    private void add(ImportedKey key) {
      if (key.indexed() != null) {
        digests.add(key.indexed());
      } else if (key.hashed() != null) {
        hashes.add(key.hashed());
      } else if (key.prefix().length() <= PREFIX_CHARACTERS_MAX) {
        prefixLengths.getAndUpdate(lengths -> lengths | 1L << key.prefix().length());
        prefixes.add(key.prefix());
      }
    }

    private int size() {
      return digests.size() + hashes.size() + prefixes.size();
    }
  }

  /**
   * @param digest under the current pepper
   */
  Match match(String text, KeyDigest digest) {
    if (indexed(text, digest) || hashed(text)) {
      return Match.KNOWN;
    }
    return prefixes(text).isEmpty() || isRefuted(digest) ? Match.NONE : Match.POSSIBLE;
  }

  private boolean indexed(String text, KeyDigest digest) {
    var digests = sets.digests;
    return digests.contains(digest.beginning())
        || forge.olderDigests(text).stream().map(KeyDigest::beginning).anyMatch(digests::contains);
  }

  /** Whether the text's SHA-256 is a hash of record that is not indexed yet. */
  boolean hashed(String text) {
    var hashes = sets.hashes;
    return !hashes.isEmpty() && hashes.contains(HashOfRecord.beginning(text));
  }

  /** With which characters the text begins that some key begins with, if bcrypt may tell more. */
  List<String> prefixes(String text) {
    var current = sets;
    if (current.prefixes.isEmpty() || text.length() > BCRYPT_CHARACTERS_MAX) {
      return List.of();
    }
    return BitSet.valueOf(new long[] {current.prefixLengths.get()}).stream()
        .filter(length -> length < text.length())
        .mapToObj(length -> text.substring(0, length))
        .filter(current.prefixes::contains)
        .toList();
  }

  /** To be read before the database is asked whether a text is one of the keys. */
  long epoch() {
    return epoch.get();
  }

  /**
   * Remembers that a text is none of the keys, until another one is added.
   *
   * @param epochBefore read before the database was asked
   */
  void refute(KeyDigest digest, long epochBefore) {
    refuted.put(digest, epochBefore);
  }

  private boolean isRefuted(KeyDigest digest) {
    var when = refuted.get(digest);
    return when != null && when == epoch.get();
  }

  /** Reads all of them anew; until it has succeeded, what was read before counts. */
  void load() throws SQLException {
    var read = new Sets();
    var page = keys.page("", PAGE);
    while (!page.isEmpty()) {
      page.forEach(read::add);
      if (read.size() > KEYS_MAX) {
        log.error("There are more than {} imported keys: the others are refused", KEYS_MAX);
        break;
      }
      page = keys.page(page.getLast().id(), PAGE);
    }
    sets = read;
    epoch.incrementAndGet();
  }

  /** Learns what became of the keys that the changes name. */
  void apply(List<Change> changes) throws SQLException {
    var subjects =
        changes.stream()
            .filter(change -> change.kind() == Change.Kind.IMPORT)
            .map(Change::subject)
            .collect(Collectors.toSet());
    if (!subjects.isEmpty()) {
      learn(keys.changed(subjects), keys.prefixes(subjects));
    }
  }

  /** First what counts more, then away with what counts no more: no key is refused in between. */
  private void learn(List<ImportedKey> changed, Set<String> prefixesOfChanged) throws SQLException {
    var current = sets;
    changed.stream().filter(_ -> current.size() < KEYS_MAX).forEach(current::add);
    if (changed.stream().anyMatch(key -> key.indexed() == null)) {
      epoch.incrementAndGet();
    }
    for (var key : changed) {
      if (key.indexed() != null && key.hashed() != null) {
        current.hashes.remove(key.hashed());
      }
    }
    var gone = new HashSet<>(prefixesOfChanged);
    gone.retainAll(current.prefixes);
    if (!gone.isEmpty()) {
      gone.removeAll(keys.waiting(gone));
      current.prefixes.removeAll(gone);
    }
  }

  /** How many are kept in mind; keys that begin alike count once. */
  int size() {
    return sets.size();
  }

  /** How many different beginnings let a text through to slow comparisons. */
  int prefixes() {
    return sets.prefixes.size();
  }
}
