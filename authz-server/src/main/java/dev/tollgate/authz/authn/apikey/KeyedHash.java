package dev.tollgate.authz.authn.apikey;

import dev.tollgate.kit.config.Secret;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under one secret. Any thread; each keeps a Mac of its own. */
final class KeyedHash {
  static final int BYTES = 32;
  private static final int SECRET_BYTES_MIN = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final ThreadLocal<Mac> macs;
  private final String version;

  /**
   * @throws IllegalArgumentException if the secret has fewer than 32 bytes
   */
  KeyedHash(Secret secret) {
    var bytes = secret.bytes();
    if (bytes.length < SECRET_BYTES_MIN) {
      throw new IllegalArgumentException(
          "a key secret must have at least 32 bytes: make one with `openssl rand -base64 48`");
    }
    var key = new SecretKeySpec(bytes, ALGORITHM);
    this.macs = ThreadLocal.withInitial(() -> mac(key));
    this.version = HexFormat.of().formatHex(sha256(bytes), 0, 4);
  }

  /** Names the secret without telling it: 8 hex digits of its SHA-256. */
  String version() {
    return version;
  }

  byte[] of(byte[] message) {
    return macs.get().doFinal(message);
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java platform has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
