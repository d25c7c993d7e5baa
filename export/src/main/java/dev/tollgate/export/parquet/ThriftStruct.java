package dev.tollgate.export.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * A struct in Thrift's compact protocol, in which Parquet's metadata is written. Its fields are
 * added in the order of their ids.
 */
final class ThriftStruct {
  private static final int TRUE = 1;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;
  private static final int SHORT_MAX = 15; // of a list's size and of a step between two ids

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int lastId;

  ThriftStruct i32(int id, int value) {
    field(id, I32);
    zigzag(value);
    return this;
  }

  ThriftStruct i64(int id, long value) {
    field(id, I64);
    zigzag(value);
    return this;
  }

  ThriftStruct yes(int id) {
    field(id, TRUE);
    return this;
  }

  ThriftStruct text(int id, String value) {
    field(id, BINARY);
    binary(value);
    return this;
  }

  ThriftStruct struct(int id, ThriftStruct value) {
    field(id, STRUCT);
    out.writeBytes(value.bytes());
    return this;
  }

  ThriftStruct structs(int id, List<ThriftStruct> values) {
    list(id, STRUCT, values.size());
    values.forEach(value -> out.writeBytes(value.bytes()));
    return this;
  }

  ThriftStruct i32s(int id, List<Integer> values) {
    list(id, I32, values.size());
    values.forEach(this::zigzag);
    return this;
  }

  ThriftStruct texts(int id, List<String> values) {
    list(id, BINARY, values.size());
    values.forEach(this::binary);
    return this;
  }

  /** With the mark of its end. */
  byte[] bytes() {
    byte[] fields = out.toByteArray();
    return Arrays.copyOf(fields, fields.length + 1);
  }

  private void field(int id, int type) {
    int step = id - lastId;
    if (step < 1 || step > SHORT_MAX) {
      throw new IllegalArgumentException("field %d after field %d".formatted(id, lastId));
    }
    out.write((step << 4) | type);
    lastId = id;
  }

  private void list(int id, int type, int size) {
    field(id, LIST);
    if (size < SHORT_MAX) {
      out.write((size << 4) | type);
    } else {
      out.write((SHORT_MAX << 4) | type);
      varint(size);
    }
  }

  private void binary(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  private void varint(long value) {
    varint(out, value);
  }

  /** Seven bits a byte, the lowest first, all but the last with the highest bit set. */
  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
