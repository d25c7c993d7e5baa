package dev.tollgate.kit.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Writes a protobuf message from its end to its beginning, so that a part's length is known when it
 * is to be written: fields come out in the reverse order of the calls. A part within the message is
 * written between {@link #length} and {@link #message}. It grows as needed, and can be used again
 * after {@link #clear}. One thread at a time.
 */
public final class BackwardsWriter {
  private static final int VARINT = 0; // wire types, by protobuf's definition
  private static final int BYTES = 2;
  private static final int TYPE_BITS = 3;
  private static final int SHORT = 64;

  private byte[] bytes;
  private int at;

  /**
   * @param usualBytes as many as a message usually has, 1 or more
   */
  public BackwardsWriter(int usualBytes) {
    bytes = new byte[usualBytes];
    at = usualBytes;
  }

  /** Begins another message. */
  public void clear() {
    at = bytes.length;
  }

  /** Bytes written so far. */
  public int length() {
    return bytes.length - at;
  }

  /** What {@link #array} has before the message. */
  public int offset() {
    return at;
  }

  /** Holds the message from {@link #offset} to its end, until more is written. */
  public byte[] array() {
    return bytes;
  }

  /** The message alone. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  /** Writes whole fields that were prepared. */
  public void prepared(byte[] fields) {
    reserve(fields.length);
    at -= fields.length;
    System.arraycopy(fields, 0, bytes, at, fields.length);
  }

  /** Writes a number; as a signed one of 32 or 64 bits, a boolean or an enum is written. */
  public void number(int field, long value) {
    varint(value);
    tag(field, VARINT);
  }

  /** Writes a text. */
  public void text(int field, String text) {
    int before = length();
    if (text.length() > SHORT || !writeAscii(text)) {
      prepared(text.getBytes(UTF_8));
    }
    message(field, before);
  }

  /** For short texts cheaper than an array between; false if it is not ASCII. */
  private boolean writeAscii(String text) {
    int length = text.length();
    reserve(length);
    int begin = at - length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return false;
      }
      bytes[begin + i] = (byte) c;
    }
    at = begin;
    return true;
  }

  /** Makes all that was written since there were so many bytes one field. */
  public void message(int field, int lengthBefore) {
    varint(length() - lengthBefore);
    tag(field, BYTES);
  }

  private void tag(int field, int type) {
    varint((long) field << TYPE_BITS | type);
  }

  private void varint(long value) {
    int size = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    reserve(size);
    at -= size;
    long rest = value;
    for (int i = at; i < at + size - 1; i++) {
      bytes[i] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at + size - 1] = (byte) rest;
  }

  private void reserve(int more) {
    if (more > at) {
      int length = length();
      var larger = new byte[Math.addExact(Math.multiplyExact(2, bytes.length), more)];
      System.arraycopy(bytes, at, larger, larger.length - length, length);
      bytes = larger;
      at = larger.length - length;
    }
  }
}
