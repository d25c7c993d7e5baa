package dev.tollgate.ledger.credits;

import com.google.protobuf.MessageLite;
import dev.tollgate.pricing.TokenCounts;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows as the columns that {@code unnest} makes rows again: one statement and one round trip for
 * any number of them. Each call sets the statement's next parameter. What replicas say is cut to
 * what PostgreSQL and its indexes can take, so that no text and no clock ever stops a stream.
 *
 * <p>Arrays have their element's type and not {@code Object}: only those are sent in binary; others
 * are literals, which are written here and read there for each value.
 */
final class Columns<T> {
  private static final int TEXT_MAX = 512;
  private static final long COUNT_MAX = TokenCounts.MAX;
  private static final long TIME_MILLIS_MAX = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  private final PreparedStatement statement;
  private final List<T> rows;
  private int parameter;

  Columns(PreparedStatement statement, List<T> rows) {
    this.statement = statement;
    this.rows = rows;
  }

  /** The first parameters, that many, were set by hand. */
  Columns<T> after(int parameters) {
    parameter = parameters;
    return this;
  }

  Columns<T> longs(ToLongFunction<T> value) throws SQLException {
    return set("int8", rows.stream().map(value::applyAsLong).toArray(Long[]::new));
  }

  Columns<T> ints(ToIntFunction<T> value) throws SQLException {
    return set("int4", rows.stream().map(value::applyAsInt).toArray(Integer[]::new));
  }

  /** What others counted, from 0 to a thousand millions, so that sums of it have room. */
  Columns<T> counts(ToLongFunction<T> value) throws SQLException {
    return longs(row -> Math.clamp(value.applyAsLong(row), 0L, COUNT_MAX));
  }

  /** Longs, some of which may be null. */
  Columns<T> optional(Function<T, @Nullable Long> value) throws SQLException {
    return set("int8", rows.stream().map(value).toArray(Long[]::new));
  }

  /** Cut at 512 characters, without NUL. */
  Columns<T> text(Function<T, String> value) throws SQLException {
    return set("text", rows.stream().map(value).map(Columns::storable).toArray(String[]::new));
  }

  /** Lists of text, each as the literal of an array: {@code unnest} would flatten arrays. */
  Columns<T> lists(Function<T, List<String>> value) throws SQLException {
    return literals("text", value);
  }

  /** As {@link #lists}, of longs. */
  Columns<T> longLists(Function<T, List<Long>> value) throws SQLException {
    return literals("int8", value);
  }

  private Columns<T> literals(String type, Function<T, ? extends List<?>> value)
      throws SQLException {
    var literals = new String[rows.size()];
    for (int i = 0; i < literals.length; i++) {
      var list = value.apply(rows.get(i)).toArray();
      literals[i] = statement.getConnection().createArrayOf(type, list).toString();
    }
    return set("text", literals);
  }

  /** Messages. */
  Columns<T> bytes(Function<T, MessageLite> value) throws SQLException {
    return set(
        "bytea", rows.stream().map(row -> value.apply(row).toByteArray()).toArray(byte[][]::new));
  }

  /**
   * Wall clocks of others, in milliseconds since the epoch, at most those of the year 9999; they
   * may say anything. The statement takes them as {@code bigint}.
   */
  Columns<T> times(ToLongFunction<T> millis) throws SQLException {
    return longs(row -> Math.clamp(millis.applyAsLong(row), 0L, TIME_MILLIS_MAX));
  }

  /** Runs the statement, unless there are no rows. */
  void execute() throws SQLException {
    if (!rows.isEmpty()) {
      statement.executeUpdate();
    }
  }

  private Columns<T> set(String type, Object[] values) throws SQLException {
    statement.setArray(++parameter, statement.getConnection().createArrayOf(type, values));
    return this;
  }

  private static String storable(String value) {
    var cut =
        value.codePointCount(0, value.length()) <= TEXT_MAX
            ? value
            : value.substring(0, value.offsetByCodePoints(0, TEXT_MAX));
    return cut.replace('\0', '\uFFFD');
  }
}
