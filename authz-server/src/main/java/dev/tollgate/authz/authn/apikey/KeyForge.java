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
 * Makes keys and recognises them: of a key's 32 bytes 24 are random and 8 are the beginning of the
 * HMAC-SHA256 of what stands before them, under a tag secret. Who does not know the secret cannot
 * make a key that passes {@link #genuine}, nor turn one of a family or service into another's:
 * forgeries are refused without any lookup.
 *
 * <p>The first secret of each kind makes new keys, all of them recognise old ones.
 */
public final class KeyForge {
  /** How many characters may be shown after a key's beginning: {@code uc_f307}. */
  private static final int SHOWN_CHARACTERS = 4;

  private static final int TAG_BYTES = 8;
  private static final int RANDOM_BYTES = KeyForm.BYTES - TAG_BYTES;
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

  /**
   * A new key, with what is stored of it.
   *
   * @param prefix what may be shown
   * @param hint its last four characters, which may be shown too
   * @param digest in hex
   */
  public record Issued(
      String key, String prefix, String hint, String digest, String pepper, String tag) {
    @Override
    public String toString() {
      return "Issued[" + prefix + "...]";
    }
  }

  public Issued issue(KeyForm form, RandomGenerator random) {
    var bytes = new byte[KeyForm.BYTES];
    random.nextBytes(bytes);
    var tag = tag(tags.getFirst(), form, bytes);
    System.arraycopy(tag, 0, bytes, RANDOM_BYTES, TAG_BYTES);
    var key = form.write(bytes);
    return new Issued(
        key,
        prefix(key),
        key.substring(key.length() - SHOWN_CHARACTERS),
        HEX.formatHex(peppers.getFirst().of(key.getBytes(US_ASCII))),
        peppers.getFirst().version(),
        tags.getFirst().version());
  }

  /** What may be shown of a well-formed key. */
  static String prefix(String key) {
    return key.substring(0, key.length() - KeyForm.characters(key) + SHOWN_CHARACTERS);
  }

  /** Whether we made this key. Compares in constant time. */
  boolean genuine(PresentedKey key) {
    var presented = Arrays.copyOfRange(key.bytes(), RANDOM_BYTES, KeyForm.BYTES);
    boolean genuine = false;
    for (var tag : tags) {
      genuine |= MessageDigest.isEqual(presented, tag(tag, key.form(), key.bytes()));
    }
    return genuine;
  }

  /** The key's digests under the peppers that are not the current one. */
  List<KeyDigest> olderDigests(String key) {
    var bytes = key.getBytes(US_ASCII);
    return peppers.stream().skip(1).map(pepper -> new KeyDigest(pepper.of(bytes))).toList();
  }

  /** The names of the peppers, the current one first. */
  public List<String> pepperVersions() {
    return peppers.stream().map(KeyedHash::version).toList();
  }

  /** The digest under the current pepper: what caches know the key by. */
  KeyDigest digest(String key) {
    return new KeyDigest(peppers.getFirst().of(key.getBytes(US_ASCII)));
  }

  private static byte[] tag(KeyedHash secret, KeyForm form, byte[] key) {
    var beginning = form.beginning().getBytes(US_ASCII);
    var message = Arrays.copyOf(beginning, beginning.length + RANDOM_BYTES);
    System.arraycopy(key, 0, message, beginning.length, RANDOM_BYTES);
    return Arrays.copyOf(secret.of(message), TAG_BYTES);
  }
}
