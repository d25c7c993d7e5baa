package dev.tollgate.export.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** A column of a table that is being written: it gets one value for each row. */
public final class ParquetColumn {
  private static final int GZIP = 2;
  private static final int DATA_PAGE = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;

  private final String name;
  private final ColumnType type;

  /** Whether each row has a value. */
  private final boolean required;

  private final ByteArrayOutputStream values = new ByteArrayOutputStream();

  /** Of a column that may lack values: runs of rows that have one or have none, as encoded. */
  private final ByteArrayOutputStream levels = new ByteArrayOutputStream();

  private boolean present;
  private int run;
  private int rows;

  private ParquetColumn(String name, ColumnType type, boolean required) {
    this.name = name;
    this.type = type;
    this.required = required;
  }

  /** Of texts; an empty one is no value. */
  public static ParquetColumn text(String name) {
    return new ParquetColumn(name, ColumnType.TEXT, false);
  }

  /** Of whole numbers. */
  public static ParquetColumn count(String name) {
    return new ParquetColumn(name, ColumnType.INT64, true);
  }

  /** Of whole numbers; a negative one is no value. */
  public static ParquetColumn optionalCount(String name) {
    return new ParquetColumn(name, ColumnType.INT64, false);
  }

  /** Of decimal numbers with nine digits after the point, which are given without it. */
  public static ParquetColumn nanos(String name) {
    return new ParquetColumn(name, ColumnType.DECIMAL, true);
  }

  /** Of instants, which are given in microseconds since 1970. */
  public static ParquetColumn timestamp(String name) {
    return new ParquetColumn(name, ColumnType.TIMESTAMP, true);
  }

  /** Of dates, which are given in days since 1970. */
  public static ParquetColumn date(String name) {
    return new ParquetColumn(name, ColumnType.DATE, true);
  }

  /** The next row's text. */
  public void add(String text) {
    requireType(type == ColumnType.TEXT);
    if (begins(!text.isEmpty())) {
      byte[] bytes = text.getBytes(UTF_8);
      littleEndian(bytes.length, Integer.BYTES, values);
      values.writeBytes(bytes);
    }
  }

  /** The next row's value. */
  public void add(long value) {
    requireType(type != ColumnType.TEXT);
    if (begins(required || value >= 0)) {
      switch (type) {
        case INT64, TIMESTAMP -> littleEndian(value, Long.BYTES, values);
        case DATE -> littleEndian(value, Integer.BYTES, values);
        case DECIMAL -> {
          values.write(value < 0 ? 0xFF : 0);
          littleEndian(Long.reverseBytes(value), Long.BYTES, values);
        }
        case TEXT -> throw new AssertionError(name);
      }
    }
  }

  private void requireType(boolean right) {
    if (!right) {
      throw new IllegalArgumentException("column %s is of type %s".formatted(name, type));
    }
  }

  /** A row begins; returns whether it has a value. */
  private boolean begins(boolean hasValue) {
    rows++;
    if (!required) {
      if (run > 0 && hasValue != present) {
        endRun();
      }
      present = hasValue;
      run++;
    }
    return hasValue;
  }

  int rows() {
    return rows;
  }

  ThriftStruct schema() {
    return type.schema(name, required);
  }

  /** What has been added since the last time, as one page with its header. */
  Page page() {
    byte[] content = content();
    byte[] compressed = gzip(content);
    var crc = new CRC32();
    crc.update(compressed);
    byte[] header =
        new ThriftStruct()
            .i32(1, DATA_PAGE)
            .i32(2, content.length)
            .i32(3, compressed.length)
            .i32(4, (int) crc.getValue())
            .struct(5, new ThriftStruct().i32(1, rows).i32(2, PLAIN).i32(3, RLE).i32(4, RLE))
            .bytes();
    var page = new Page(header, compressed, content.length, rows);
    values.reset();
    levels.reset();
    rows = 0;
    return page;
  }

  /** A page's bytes. */
  final class Page {
    private final byte[] header;
    private final byte[] compressed;
    private final int contentLength;
    private final int rows;

    private Page(byte[] header, byte[] compressed, int contentLength, int rows) {
      this.header = header;
      this.compressed = compressed;
      this.contentLength = contentLength;
      this.rows = rows;
    }

    List<byte[]> bytes() {
      return List.of(header, compressed);
    }

    /** With its header, before compression. */
    int contentLength() {
      return header.length + contentLength;
    }

    /**
     * The column chunk that it is.
     *
     * @param offset where in the file it begins
     */
    ThriftStruct chunk(long offset) {
      var metadata =
          new ThriftStruct()
              .i32(1, type.physical())
              .i32s(2, List.of(PLAIN, RLE))
              .texts(3, List.of(name))
              .i32(4, GZIP)
              .i64(5, rows)
              .i64(6, contentLength())
              .i64(7, header.length + compressed.length)
              .i64(9, offset);
      return new ThriftStruct().i64(2, offset).struct(3, metadata);
    }
  }

  private byte[] content() {
    if (required) {
      return values.toByteArray();
    }
    endRun();
    var content = new ByteArrayOutputStream();
    littleEndian(levels.size(), Integer.BYTES, content);
    content.writeBytes(levels.toByteArray());
    content.writeBytes(values.toByteArray());
    return content.toByteArray();
  }

  private void endRun() {
    if (run > 0) {
      ThriftStruct.varint(levels, (long) run << 1);
      levels.write(present ? 1 : 0);
      run = 0;
    }
  }

  private static void littleEndian(long value, int bytes, ByteArrayOutputStream out) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)) & 0xFF);
    }
  }

  private static byte[] gzip(byte[] content) {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
