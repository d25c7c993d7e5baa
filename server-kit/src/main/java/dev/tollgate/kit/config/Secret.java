package dev.tollgate.kit.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Text that never prints. Comparing two takes the same time wherever they differ. */
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Secret of(String text) {
    return new Secret(text.getBytes(UTF_8));
  }

  /**
   * Text in UTF-8, which is copied.
   *
   * @param utf8 in which bytes that are no UTF-8 would be replaced when it is read as text
   */
  public static Secret of(byte[] utf8) {
    return new Secret(utf8.clone());
  }

  /** The secret itself: hand it to whoever needs it, never to a log or an error. */
  public String text() {
    return new String(bytes, UTF_8);
  }

  /** The secret in UTF-8, a new array each time. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "***";
  }
}
