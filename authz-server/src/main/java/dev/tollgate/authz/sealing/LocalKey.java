package dev.tollgate.authz.sealing;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import dev.tollgate.kit.config.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A key-encryption key that this process holds: AES-256-GCM.
 *
 * @param aead the same for every place: what a data key encrypts is bound to its place already
 */
record LocalKey(String id, Aead aead) implements KeyEncryptionKey {
  private static final int BYTES = 32;
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final String PREFIX = "kek_";
  private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

  @Override
  public boolean kept() {
    return false;
  }

  @Override
  public Aead wrapping(Place place) {
    return aead;
  }

  /** A new one, as a file holds it. */
  static Secret make(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Secret.of(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * The key that a file holds.
   *
   * @throws IllegalArgumentException if it holds something else; says nothing of what
   */
  static LocalKey of(Secret text) {
    if (!FORM.matcher(text.text()).matches()) {
      throw new IllegalArgumentException(
          "a key must be kek_ and 43 URL-safe base64 characters (32 random bytes): make one with"
              + " `authz-server encryption new-key FILE`");
    }
    var bytes = Base64.getUrlDecoder().decode(text.text().substring(PREFIX.length()));
    return new LocalKey(id(bytes), aead(bytes));
  }

  @AccessesPartialKey
  private static Aead aead(byte[] bytes) {
    try {
      var parameters =
          AesGcmParameters.builder()
              .setKeySizeBytes(BYTES)
              .setIvSizeBytes(IV_BYTES)
              .setTagSizeBytes(TAG_BYTES)
              .setVariant(AesGcmParameters.Variant.NO_PREFIX)
              .build();
      return AesGcmJce.create(
          AesGcmKey.builder()
              .setParameters(parameters)
              .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
              .build());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-256-GCM", e);
    }
  }

  /** 8 hex digits of its SHA-256. */
  private static String id(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
