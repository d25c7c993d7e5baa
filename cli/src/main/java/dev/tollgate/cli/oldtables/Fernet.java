package dev.tollgate.cli.oldtables;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Opens what Python's {@code cryptography.fernet} has encrypted: version 1 of the format, AES-128
 * in CBC mode, signed with HMAC-SHA256. How old it is does not matter.
 */
public final class Fernet {
  private static final int KEY_BYTES = 32;
  private static final byte VERSION = (byte) 0x80;
  private static final int TIME_BYTES = 8;
  private static final int BLOCK_BYTES = 16;
  private static final int SIGNATURE_BYTES = 32;
  private static final int LEAST_BYTES = 1 + TIME_BYTES + 2 * BLOCK_BYTES + SIGNATURE_BYTES;

  private final SecretKeySpec signing;
  private final SecretKeySpec encrypting;

  private Fernet(byte[] key) {
    this.signing = new SecretKeySpec(key, 0, KEY_BYTES / 2, "HmacSHA256");
    this.encrypting = new SecretKeySpec(key, KEY_BYTES / 2, KEY_BYTES / 2, "AES");
  }

  /**
   * With a key as the other system has it: 32 bytes in URL-safe base64.
   *
   * @throws IllegalArgumentException if it is none; says nothing of what it is
   */
  public static Fernet of(String key) {
    var bytes = decoded(key.strip());
    if (bytes == null || bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "is no Fernet key: it must be 32 bytes in URL-safe base64, 44 characters");
    }
    return new Fernet(bytes);
  }

  private static byte @Nullable [] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null; // the exception has a part of it
    }
  }

  /** What a token says; null if it was encrypted with another key, or is none, or is damaged. */
  public byte @Nullable [] open(String token) {
    var bytes = decoded(token.strip());
    if (bytes == null || bytes.length < LEAST_BYTES || bytes[0] != VERSION) {
      return null;
    }
    int signed = bytes.length - SIGNATURE_BYTES;
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(signing);
      mac.update(bytes, 0, signed);
      if (!MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(bytes, signed, bytes.length))) {
        return null;
      }
      var iv = new byte[BLOCK_BYTES];
      var body = ByteBuffer.wrap(bytes, 1 + TIME_BYTES, signed - 1 - TIME_BYTES).get(iv);
      var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, encrypting, new IvParameterSpec(iv));
      var text = new byte[body.remaining()];
      return Arrays.copyOf(text, cipher.doFinal(body, ByteBuffer.wrap(text)));
    } catch (GeneralSecurityException e) {
      return null; // signed, and yet no whole blocks: nobody encrypts like that
    }
  }
}
