package dev.tollgate.export.parquet;

/** What a column's values are, and how Parquet calls that. */
enum ColumnType {
  /** UTF-8. */
  TEXT(6),
  INT64(2),
  /** Of nanos: whole and nine decimal digits, as many of them as a long can have. */
  DECIMAL(7),
  /** Microseconds since 1970-01-01T00:00:00Z. */
  TIMESTAMP(2),
  /** Days since 1970-01-01. */
  DATE(1);

  /** Of a {@link #DECIMAL}: nineteen digits need more than 8 bytes. */
  static final int DECIMAL_BYTES = 9;

  private static final int SCALE = 9;
  private static final int PRECISION = 19;

  private final int physical;

  ColumnType(int physical) {
    this.physical = physical;
  }

  int physical() {
    return physical;
  }

  /** As the schema has it: the old name of its meaning, then the new one. */
  ThriftStruct schema(String name, boolean required) {
    var element = new ThriftStruct().i32(1, physical);
    if (this == DECIMAL) {
      element.i32(2, DECIMAL_BYTES);
    }
    element.i32(3, required ? 0 : 1).text(4, name);
    return switch (this) {
      case TEXT -> element.i32(6, 0).struct(10, union(1, new ThriftStruct()));
      case INT64 -> element;
      case DECIMAL ->
          element
              .i32(6, 5)
              .i32(7, SCALE)
              .i32(8, PRECISION)
              .struct(10, union(5, new ThriftStruct().i32(1, SCALE).i32(2, PRECISION)));
      case TIMESTAMP ->
          element
              .i32(6, 10)
              .struct(
                  10, union(8, new ThriftStruct().yes(1).struct(2, union(2, new ThriftStruct()))));
      case DATE -> element.i32(6, 6).struct(10, union(6, new ThriftStruct()));
    };
  }

  private static ThriftStruct union(int id, ThriftStruct value) {
    return new ThriftStruct().struct(id, value);
  }
}
