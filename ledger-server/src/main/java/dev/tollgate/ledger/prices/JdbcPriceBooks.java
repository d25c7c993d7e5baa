package dev.tollgate.ledger.prices;

import static java.util.Comparator.comparingInt;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.wire.PriceProtos;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private volatile Published published = new Published(0, List.of(), Map.of(), PriceCatalog.EMPTY);

  /**
   * Every version of every book as of a publication, in the order of their publications.
   *
   * @param times when each was published
   */
  public record Published(
      long version, List<PriceBook> books, Map<PriceVersion, Instant> times, PriceCatalog catalog) {
    /** Null if it was not published. */
    public @Nullable PriceBook find(PriceVersion wanted) {
      return books.stream()
          .filter(book -> book.priceVersion().equals(wanted))
          .findFirst()
          .orElse(null);
    }

    /** The version of a book with the highest number below one; null if there is none. */
    public @Nullable PriceBook before(PriceVersion later) {
      return books.stream()
          .filter(book -> book.priceVersion().book().equals(later.book()))
          .filter(book -> book.priceVersion().version() < later.version())
          .max(comparingInt(book -> book.priceVersion().version()))
          .orElse(null);
    }

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

  /** Reads the text of a price file; says every problem at once. */
  public static PriceBook parse(String text) throws PriceFileException {
    return PriceFile.parse("", text);
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

  /** What became of one version. */
  public enum Publication {
    PUBLISHED,
    /** It was there already. */
    REPEATED,
    /** This version is there with other content. */
    OTHER_CONTENT,
    /** The book has this version's number behind it. */
    NUMBER_PASSED,
    /** Requests were priced by another version at the instant from which it is to hold. */
    INSTANT_PASSED
  }

  /**
   * Publishes one version behind those that its book has.
   *
   * @param dryRun only says what would become of it
   */
  public Publication publish(PriceBook book, boolean dryRun, Instant now) throws SQLException {
    var publication = transactions.run(connection -> publish(connection, book, dryRun, now));
    refresh();
    return publication;
  }

  private static Publication publish(
      Connection connection, PriceBook book, boolean dryRun, Instant now) throws SQLException {
    lock(connection);
    var before = content(connection, book);
    if (before != null) {
      return Arrays.equals(before, bytes(book)) ? Publication.REPEATED : Publication.OTHER_CONTENT;
    }
    int newest = newest(connection, book.priceVersion().book());
    if (newest > book.priceVersion().version()) {
      return Publication.NUMBER_PASSED;
    }
    if (newest > 0 && book.effectiveFrom().isBefore(now)) {
      return Publication.INSTANT_PASSED;
    }
    if (!dryRun) {
      insert(connection, book, bytes(book));
    }
    return Publication.PUBLISHED;
  }

  /** The highest number of a book's versions; 0 if it has none. */
  private static int newest(Connection connection, String book) throws SQLException {
    var sql = "SELECT coalesce(max(version), 0) FROM ledger.price_book WHERE book = ?";
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, book);
      try (var rows = select.executeQuery()) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }
  }

  private static void lock(Connection connection) throws SQLException {
    try (var lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
      lock.setLong(1, PUBLISHING_LOCK);
      lock.execute();
    }
  }

  /** Publishes all of them, or says which were changed in place and publishes none. */
  private static List<String> changed(Connection connection, List<PriceBook> books)
      throws SQLException {
    lock(connection);
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
    log.info("Published {}: {} models", book.priceVersion(), book.models().size());
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
    var sql =
        """
        SELECT publication, content, published_at FROM ledger.price_book ORDER BY publication
        """;
    try (var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      var books = new ArrayList<PriceBook>();
      var times = new HashMap<PriceVersion, Instant>();
      long version = 0;
      while (rows.next()) {
        version = rows.getLong(1);
        var book = parse(rows.getBytes(2));
        books.add(book);
        times.put(book.priceVersion(), rows.getObject(3, OffsetDateTime.class).toInstant());
      }
      return new Published(version, List.copyOf(books), Map.copyOf(times), new PriceCatalog(books));
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
