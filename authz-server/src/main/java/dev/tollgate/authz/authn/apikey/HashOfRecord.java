package dev.tollgate.authz.authn.apikey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.mindrot.jbcrypt.BCrypt;

/**
 * The hash that is kept of a key, so that a lost pepper forces no new keys out: bcrypt for users'
 * keys, SHA-256 for all others. Both are hashes of 24 random bytes, which nobody can guess.
 */
public final class HashOfRecord {
  /** A higher cost than ours by a little is bearable; one of 31 would hold the door for days. */
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}");

  private static final int BCRYPT_CHARACTERS = 60;
  private static final String UNDERSTOOD = "$2a";
  private static final String SHA256 = "sha256:";

  private HashOfRecord() {}

  /**
   * The hash of record that a hash of another system becomes.
   *
   * @param hash bcrypt's in any of its forms, or the 64 hex digits of a SHA-256
   * @throws IllegalArgumentException if it is corrupt; the message says what it must be
   */
  public static String imported(String hash) {
    if (hash.startsWith("$")) {
      require(hash.length() == BCRYPT_CHARACTERS, "of bcrypt must have 60 characters");
      require(hash.matches("\\$2[aby]\\$.*"), "of bcrypt must begin with $2a$, $2b$ or $2y$");
      require(
          hash.substring(4).matches("(0[4-9]|1[0-4])\\$.*"),
          "of bcrypt must have a cost from 4 to 14");
      require(BCRYPT.matcher(hash).matches(), "of bcrypt has characters that no such hash has");
      return hash;
    }
    var hex = hash.startsWith(SHA256) ? hash.substring(SHA256.length()) : hash;
    require(
        hex.matches("[0-9A-Fa-f]{64}"),
        "must be bcrypt, or SHA-256 as 64 hex digits: it is neither");
    return SHA256 + hex.toLowerCase(Locale.ROOT);
  }

  private static void require(boolean right, String problem) {
    if (!right) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** The SHA-256 hash of record of a key. */
  public static String sha256(String key) {
    return SHA256 + HexFormat.of().formatHex(digest(key));
  }

  /** The first 8 bytes of a key's SHA-256. */
  static long beginning(String key) {
    return ByteBuffer.wrap(digest(key)).getLong();
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Whether comparing with it takes microseconds, not a quarter of a second. */
  public static boolean quick(String hash) {
    return hash.startsWith(SHA256);
  }

  /**
   * Whether the hash is of this key; false for a hash that is corrupt. Slow unless {@link #quick}:
   * then to be called behind {@link BcryptDoor} only.
   */
  static boolean matches(String key, String hash) {
    if (quick(hash)) {
      return MessageDigest.isEqual(sha256(key).getBytes(US_ASCII), hash.getBytes(US_ASCII));
    }
    // Of $2a$, $2b$ and $2y$ the library reads the first. For ASCII they are the same.
    return BCRYPT.matcher(hash).matches()
        && BCrypt.checkpw(key, UNDERSTOOD + hash.substring(UNDERSTOOD.length()));
  }
}
