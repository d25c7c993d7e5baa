package dev.tollgate.authz.authn.apikey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tollgate.kit.config.Secret;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The form of user keys: {@code uc_} and 64 lower-case hex digits, of whose 32 bytes 24 are random
 * and 8 are the beginning of their HMAC-SHA256 under a tag secret. Who does not know the secret
 * cannot make a key that passes {@link #genuine}: forgeries are refused without any lookup.
 *
 * <p>The first secret of each kind makes new keys, all of them recognise old ones.
 */
public final class KeyForge {
  /** How many characters of a key may be shown: {@code uc_f307}. */
  public static final int PREFIX_CHARACTERS = 7;

  private static final String FAMILY = "uc_";
  private static final int RANDOM_BYTES = 24;
  private static final int TAG_BYTES = 8;
  private static final int CHARACTERS = FAMILY.length() + 2 * (RANDOM_BYTES + TAG_BYTES);
  private static final HexFormat HEX = HexFormat.of();

  private final List<KeyedHash> tags;
  private final List<KeyedHash> peppers;

  /**
   * @throws IllegalArgumentException if a list is empty, a secret is shorter than 32 bytes, or one
   *     stands twice: a secret serves one purpose, so that each can be replaced alone
   */
  public KeyForge(List<Secret> tagSecrets, List<Secret> peppers) {
    if (tagSecrets.isEmpty() || peppers.isEmpty()) {
      throw new IllegalArgumentException("tag_secrets and peppers need one secret each at least");
    }
    var all = Stream.concat(tagSecrets.stream(), peppers.stream()).toList();
    if (Set.copyOf(all).size() < all.size()) {
      throw new IllegalArgumentException(
          "each secret in tag_secrets and peppers must differ from all others");
    }
    this.tags = tagSecrets.stream().map(KeyedHash::new).toList();
    this.peppers = peppers.stream().map(KeyedHash::new).toList();
  }

  /** A new key, with what is stored of it; {@code digest} in hex. */
  public record Issued(String key, String prefix, String digest, String pepper, String tag) {
    @Override
    public String toString() {
      return "Issued[" + prefix + "...]";
    }
  }

  public Issued issue(RandomGenerator random) {
    var bytes = new byte[RANDOM_BYTES + TAG_BYTES];
    random.nextBytes(bytes);
    var tag = tag(tags.getFirst(), bytes);
    System.arraycopy(tag, 0, bytes, RANDOM_BYTES, TAG_BYTES);
    var key = FAMILY + HEX.formatHex(bytes);
    return new Issued(
        key,
        key.substring(0, PREFIX_CHARACTERS),
        HEX.formatHex(peppers.getFirst().of(key.getBytes(US_ASCII))),
        peppers.getFirst().version(),
        tags.getFirst().version());
  }

  /** Whether the text has the form of a user key, genuine or not. */
  static boolean wellFormed(String key) {
    if (key.length() != CHARACTERS || !key.startsWith(FAMILY)) {
      return false;
    }
    for (int i = FAMILY.length(); i < CHARACTERS; i++) {
      char c = key.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Whether we made this key. Compares in constant time. */
  boolean genuine(String wellFormedKey) {
    var bytes = HEX.parseHex(wellFormedKey, FAMILY.length(), CHARACTERS);
    var presented = Arrays.copyOfRange(bytes, RANDOM_BYTES, RANDOM_BYTES + TAG_BYTES);
    boolean genuine = false;
    for (var tag : tags) {
      genuine |= MessageDigest.isEqual(presented, tag(tag, bytes));
    }
    return genuine;
  }

  /** The key's digests under the peppers that are not the current one. */
  List<KeyDigest> olderDigests(String key) {
    var bytes = key.getBytes(US_ASCII);
    return peppers.stream().skip(1).map(pepper -> new KeyDigest(pepper.of(bytes))).toList();
  }

  /** The names of the peppers, the current one first. */
  List<String> pepperVersions() {
    return peppers.stream().map(KeyedHash::version).toList();
  }

  /** The digest under the current pepper: what caches know the key by. */
  KeyDigest digest(String key) {
    return new KeyDigest(peppers.getFirst().of(key.getBytes(US_ASCII)));
  }

  private static byte[] tag(KeyedHash secret, byte[] key) {
    var message = new byte[FAMILY.length() + RANDOM_BYTES];
    System.arraycopy(FAMILY.getBytes(US_ASCII), 0, message, 0, FAMILY.length());
    System.arraycopy(key, 0, message, FAMILY.length(), RANDOM_BYTES);
    return Arrays.copyOf(secret.of(message), TAG_BYTES);
  }
}
