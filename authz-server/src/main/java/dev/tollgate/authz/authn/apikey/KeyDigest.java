package dev.tollgate.authz.authn.apikey;

import java.nio.ByteBuffer;

/**
 * HMAC-SHA256 of a whole key under a pepper: what a key is known by, in caches and in the index.
 * Its 32 bytes stand in four numbers: a hundred thousand of them are kept in memory.
 */
final class KeyDigest {
  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  KeyDigest(byte[] bytes) {
    var numbers = ByteBuffer.wrap(bytes);
    first = numbers.getLong();
    second = numbers.getLong();
    third = numbers.getLong();
    fourth = numbers.getLong();
  }

  /** Its first 8 bytes: enough to tell it from every other one in a set. */
  long beginning() {
    return first;
  }

  byte[] bytes() {
    return ByteBuffer.allocate(KeyedHash.BYTES)
        .putLong(first)
        .putLong(second)
        .putLong(third)
        .putLong(fourth)
        .array();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyDigest digest
        && first == digest.first
        && second == digest.second
        && third == digest.third
        && fourth == digest.fourth;
  }

  /** Any part of a MAC is as good as a hash of it. */
  @Override
  public int hashCode() {
    return (int) (first >>> Integer.SIZE);
  }
}
