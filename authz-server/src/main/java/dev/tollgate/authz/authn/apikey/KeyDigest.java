package dev.tollgate.authz.authn.apikey;

import java.util.Arrays;

/**
 * HMAC-SHA256 of a whole key under a pepper: what a key is known by, in caches and in the index.
 */
final class KeyDigest {
  private final byte[] bytes;
  private final int hash;

  KeyDigest(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
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
