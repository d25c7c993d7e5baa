package dev.tollgate.authz.authn.apikey;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * HMAC-SHA256 of a whole key under a pepper: what a key is known by, in caches and in the index.
 */
final class KeyDigest {
  private final byte[] bytes;
  private final int hash;

  KeyDigest(byte[] bytes) {
    this.bytes = bytes;
    this.hash = ByteBuffer.wrap(bytes).getInt(); // any part of a MAC is as good as a hash of it
  }

  /** Its first 8 bytes: enough to tell it from every other one in a set. */
  long beginning() {
    return ByteBuffer.wrap(bytes).getLong();
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyDigest digest && Arrays.equals(bytes, digest.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
