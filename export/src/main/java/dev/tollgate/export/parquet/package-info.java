/**
 * Apache Parquet, as much of it as flat tables need: columns that have one value a row or none,
 * plain encoding, gzip, one page a column and row group. The format is
 * https://parquet.apache.org/docs/file-format/; docs/adr/0002-parquet-without-a-library.md says why
 * this is no library. Main type: {@link dev.tollgate.export.parquet.ParquetFile}.
 */
@NullMarked
package dev.tollgate.export.parquet;

import org.jspecify.annotations.NullMarked;
