package dev.tollgate.authz.credits.journal;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A set of reservation numbers: dense stretches of longs at a bit each. One thread at a time. */
public final class NumberSet {
  private static final int CHUNK_BITS = 16;

  private final Map<Long, BitSet> chunks = new HashMap<>();

  public void add(long n) {
    chunks.computeIfAbsent(n >> CHUNK_BITS, chunk -> new BitSet()).set(bit(n));
  }

  public boolean contains(long n) {
    var chunk = chunks.get(n >> CHUNK_BITS);
    return chunk != null && chunk.get(bit(n));
  }

  private static int bit(long n) {
    return (int) (n & ((1 << CHUNK_BITS) - 1));
  }
}
