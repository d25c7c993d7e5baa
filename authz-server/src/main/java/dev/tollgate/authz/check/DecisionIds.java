package dev.tollgate.authz.check;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Names refusals, for the caller to quote and the operator to look up: unique, and not to be
 * guessed from others. A counter under a keyed permutation is a thousand times cheaper than a
 * secure random number, and a flood of refusals must be cheap. Any thread.
 */
final class DecisionIds {
  private static final String HEX = "0123456789abcdef";

  private final AtomicLong counter = new AtomicLong();
  private final long[] keys;

  /**
   * @param random a secure one; asked here alone
   */
  DecisionIds(RandomGenerator random) {
    this.keys = random.longs(6).toArray();
  }

  /** {@code dec_} and 32 hexadecimal digits. */
  String next() {
    long n = counter.getAndIncrement();
    var text = new StringBuilder(36).append("dec_");
    hex(text, keyed(n, keys[0], keys[1], keys[2]));
    hex(text, keyed(n, keys[3], keys[4], keys[5]));
    return text.toString();
  }

  /** One-to-one for given keys, so that two counts never share an id. */
  private static long keyed(long n, long a, long b, long c) {
    return mix(mix(mix(n ^ a) + b) ^ c);
  }

  /** The finalizer of SplitMix64: each bit of the input moves every bit of the output. */
  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long y = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return y ^ (y >>> 31);
  }

  private static void hex(StringBuilder text, long value) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      text.append(HEX.charAt((int) (value >>> shift) & 0xf));
    }
  }
}
