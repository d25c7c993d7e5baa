package dev.tollgate.ledger.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The states seen so far as 128-bit fingerprints, each with the state it was reached from. Two
 * states of a search of 1e8 share a fingerprint with a probability of about 1e-23.
 */
final class Fingerprints {
  static final int NONE = -1;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Hash table of indices, plus one; 0 is a free slot. */
  private int[] slots = new int[1 << 20];

  /** Parts of equal length, so that growing copies nothing. */
  private final List<Part> parts = new ArrayList<>();

  private int size;

  /** A fingerprint's halves and parents, by the lower bits of its index. */
  private static final class Part {
    static final int BITS = 20;
    static final int MASK = (1 << BITS) - 1;

    final long[] first = new long[1 << BITS];
    final long[] second = new long[1 << BITS];
    final int[] parents = new int[1 << BITS];
  }

  private Part part(int index) {
    return parts.get(index >> Part.BITS);
  }

  private boolean is(int index, long a, long b) {
    var part = part(index);
    return part.first[index & Part.MASK] == a && part.second[index & Part.MASK] == b;
  }

  int size() {
    return size;
  }

  /** The index of the state that this one was reached from, or {@link #NONE}. */
  int parent(int index) {
    return part(index).parents[index & Part.MASK];
  }

  boolean is(int index, byte[] state) {
    return is(index, first(state), second(state));
  }

  /** The state's new index, or {@link #NONE} if it has been seen. */
  int add(byte[] state, int parent) {
    long a = first(state);
    long b = second(state);
    int slot = slot(a);
    while (slots[slot] != 0) {
      if (is(slots[slot] - 1, a, b)) {
        return NONE;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    append(a, b, parent);
    slots[slot] = size;
    if (size * 3L > slots.length * 2L) {
      growSlots();
    }
    return size - 1;
  }

  private int slot(long a) {
    return (int) (a ^ (a >>> 32)) & (slots.length - 1);
  }

  private void append(long a, long b, int parent) {
    if (size >> Part.BITS == parts.size()) {
      parts.add(new Part());
    }
    var part = part(size);
    part.first[size & Part.MASK] = a;
    part.second[size & Part.MASK] = b;
    part.parents[size++ & Part.MASK] = parent;
  }

  private void growSlots() {
    slots = new int[slots.length * 2];
    for (int index = 0; index < size; index++) {
      int slot = slot(part(index).first[index & Part.MASK]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = index + 1;
    }
  }

  private static long first(byte[] state) {
    return hash(state, 0x9E3779B97F4A7C15L, 0xD6E8FEB86659FD93L);
  }

  private static long second(byte[] state) {
    return hash(state, 0x3C6EF372FE94F82BL, 0xC2B2AE3D27D4EB4FL);
  }

  /** Multiply and fold, eight bytes at a time; every step is a bijection of what came before. */
  private static long hash(byte[] state, long seed, long factor) {
    long hash = seed;
    for (int at = 0; at < state.length; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(state, at)) * factor;
      hash ^= hash >>> 32;
    }
    hash *= 0xBF58476D1CE4E5B9L;
    return hash ^ (hash >>> 29);
  }
}
