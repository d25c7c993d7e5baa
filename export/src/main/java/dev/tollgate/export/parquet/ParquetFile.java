package dev.tollgate.export.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a table to a stream, front to back. Rows are held back, compressed by columns, until a row
 * group is full. What is written is a file after {@link #finish}. One thread at a time.
 */
public final class ParquetFile {
  private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);
  private static final int VERSION = 2;

  /** Some megabytes in memory. */
  private static final int GROUP_ROWS_MAX = 20_000;

  private final OutputStream out;
  private final List<ParquetColumn> columns;
  private final String createdBy;
  private final List<ThriftStruct> groups = new ArrayList<>();
  private long position;
  private long rows;
  private int groupRows;

  /**
   * Begins one.
   *
   * @param columns to which values are added, row by row
   */
  public ParquetFile(OutputStream out, String createdBy, List<ParquetColumn> columns)
      throws IOException {
    this.out = out;
    this.createdBy = createdBy;
    this.columns = List.copyOf(columns);
    write(MAGIC);
  }

  /**
   * Every column has got its value.
   *
   * @throws IllegalStateException if one has not
   */
  public void endRow() throws IOException {
    rows++;
    groupRows++;
    if (groupRows == GROUP_ROWS_MAX) {
      endGroup();
    }
  }

  private void endGroup() throws IOException {
    long begun = position;
    long bytes = 0;
    var chunks = new ArrayList<ThriftStruct>();
    for (var column : columns) {
      if (column.rows() != groupRows) {
        throw new IllegalStateException(
            "a column has %d values, the rows are %d".formatted(column.rows(), groupRows));
      }
      var page = column.page();
      chunks.add(page.chunk(position));
      bytes += page.contentLength();
      for (byte[] part : page.bytes()) {
        write(part);
      }
    }
    groups.add(
        new ThriftStruct()
            .structs(1, chunks)
            .i64(2, bytes)
            .i64(3, groupRows)
            .i64(5, begun)
            .i64(6, position - begun));
    groupRows = 0;
  }

  /** Writes what is missing; the stream is flushed and stays open. */
  public void finish() throws IOException {
    if (groupRows > 0) {
      endGroup();
    }
    byte[] footer =
        new ThriftStruct()
            .i32(1, VERSION)
            .structs(2, schema())
            .i64(3, rows)
            .structs(4, groups)
            .text(6, createdBy)
            .bytes();
    write(footer);
    write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(footer.length)
            .array());
    write(MAGIC);
    out.flush();
  }

  private List<ThriftStruct> schema() {
    var schema = new ArrayList<ThriftStruct>();
    schema.add(new ThriftStruct().text(4, "schema").i32(5, columns.size()));
    columns.forEach(column -> schema.add(column.schema()));
    return schema;
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }
}
