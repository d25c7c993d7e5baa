package dev.tollgate.ledger.prices;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.wire.PriceProtos;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published books. A version, once published, never changes; every new one is a publication
 * with a number of its own, by which other servers and replicas notice it.
 */
public final class JdbcPriceBooks implements Supplier<PriceCatalog> {
  private static final Logger log = LoggerFactory.getLogger(JdbcPriceBooks.class);

  /** Taken while publishing, so that two servers that start at once do not both number. */
  private static final long PUBLISHING_LOCK = 7_307_031_001L;

  private final Transactions transactions;
  private volatile Published published = new Published(0, List.of(), PriceCatalog.EMPTY);

  /** Every version of every book as of a publication. */
  public record Published(long version, List<PriceBook> books, PriceCatalog catalog) {
    boolean has(dev.tollgate.proto.ledger.v1.PriceVersion wanted) {
      return books.stream()
          .map(PriceBook::priceVersion)
          .anyMatch(v -> v.book().equals(wanted.getBook()) && v.version() == wanted.getVersion());
    }
  }

  public JdbcPriceBooks(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public PriceCatalog get() {
    return published.catalog();
  }

  public Published published() {
    return published;
  }

  /**
   * Publishes what the files have and the database lacks.
   *
   * @throws PriceFileException if a file is wrong, or names a version that was published with other
   *     content
   */
  public void publish(List<Path> files) throws SQLException, PriceFileException {
    var problems = new ArrayList<String>();
    var books = new ArrayList<PriceBook>();
    for (var file : files) {
      try {
        books.add(PriceFile.read(file));
      } catch (PriceFileException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (problems.isEmpty()) {
      problems.addAll(transactions.run(connection -> changed(connection, books)));
    }
    if (!problems.isEmpty()) {
      throw new PriceFileException(problems);
    }
    refresh();
  }

  /** Publishes all of them, or says which were changed in place and publishes none. */
  private static List<String> changed(Connection connection, List<PriceBook> books)
      throws SQLException {
    try (var lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
      lock.setLong(1, PUBLISHING_LOCK);
      lock.execute();
    }
    var problems = new ArrayList<String>();
    var missing = new LinkedHashMap<PriceVersion, PriceBook>();
    for (var book : books) {
      var before = content(connection, book);
      var twin = missing.putIfAbsent(book.priceVersion(), book);
      if (before != null) {
        missing.remove(book.priceVersion());
      }
      if (before != null
          ? !Arrays.equals(before, bytes(book))
          : twin != null && !twin.equals(book)) {
        problems.add(
            "%s is published with other content and is never changed in place: publish version %d"
                .formatted(book.priceVersion(), book.priceVersion().version() + 1));
      }
    }
    if (problems.isEmpty()) {
      for (var book : missing.values()) {
        insert(connection, book, bytes(book));
        log.info("Published {}: {} models", book.priceVersion(), book.models().size());
      }
    }
    return problems;
  }

  private static byte[] bytes(PriceBook book) {
    return PriceProtos.toProto(book).toByteArray();
  }

  private static byte @Nullable [] content(Connection connection, PriceBook book)
      throws SQLException {
    var sql = "SELECT content FROM ledger.price_book WHERE book = ? AND version = ?";
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, book.priceVersion().book());
      select.setInt(2, book.priceVersion().version());
      try (var rows = select.executeQuery()) {
        return rows.next() ? rows.getBytes(1) : null;
      }
    }
  }

  private static void insert(Connection connection, PriceBook book, byte[] content)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.price_book (book, version, publication, effective_from, content)
        SELECT ?, ?, coalesce(max(publication), 0) + 1, ?, ? FROM ledger.price_book
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, book.priceVersion().book());
      insert.setInt(2, book.priceVersion().version());
      insert.setObject(3, OffsetDateTime.ofInstant(book.effectiveFrom(), ZoneOffset.UTC));
      insert.setBytes(4, content);
      insert.executeUpdate();
    }
  }

  /**
   * Reads again if one of these versions is not known here: another server has published it. What
   * no one has published stays unknown.
   */
  public void require(Set<dev.tollgate.proto.ledger.v1.PriceVersion> versions) throws SQLException {
    var known = published;
    if (!versions.stream().allMatch(known::has)) {
      refresh();
    }
  }

  /** Reads what other servers have published since. */
  public void refresh() throws SQLException {
    var before = published;
    var newest = transactions.read(JdbcPriceBooks::read);
    if (newest.version() != before.version()) {
      published = newest;
    }
  }

  private static Published read(Connection connection) throws SQLException {
    var sql = "SELECT publication, content FROM ledger.price_book ORDER BY publication";
    try (var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      var books = new ArrayList<PriceBook>();
      long version = 0;
      while (rows.next()) {
        version = rows.getLong(1);
        books.add(parse(rows.getBytes(2)));
      }
      return new Published(version, List.copyOf(books), new PriceCatalog(books));
    }
  }

  private static PriceBook parse(byte[] content) throws SQLException {
    try {
      return PriceProtos.fromProto(dev.tollgate.proto.ledger.v1.PriceBook.parseFrom(content));
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("a row of ledger.price_book does not parse", e);
    }
  }
}
