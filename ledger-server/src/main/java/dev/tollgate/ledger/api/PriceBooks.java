package dev.tollgate.ledger.api;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.prices.JdbcPriceBooks.Publication;
import dev.tollgate.ledger.prices.JdbcPriceBooks.Published;
import dev.tollgate.ledger.prices.PriceFileException;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.GetPriceBookRequest;
import dev.tollgate.proto.ledger.v1.GetPriceBookResponse;
import dev.tollgate.proto.ledger.v1.ListPriceBooksResponse;
import dev.tollgate.proto.ledger.v1.PriceBookSummary;
import dev.tollgate.proto.ledger.v1.PriceChange;
import dev.tollgate.proto.ledger.v1.PublishPricesRequest;
import dev.tollgate.proto.ledger.v1.PublishPricesResponse;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Price books as administrators publish and read them. */
final class PriceBooks {
  private static final int FILE_CHARACTERS_MAX = 1024 * 1024;

  private final JdbcPriceBooks books;
  private final InstantSource clock;

  PriceBooks(JdbcPriceBooks books, InstantSource clock) {
    this.books = books;
    this.clock = clock;
  }

  PublishPricesResponse publish(PublishPricesRequest request) throws SQLException {
    var book = parse(request.getFile());
    var publication = books.publish(book, request.getDryRun(), clock.instant());
    var published = books.published();
    requireTaken(publication, book, published);
    return PublishPricesResponse.newBuilder()
        .setBook(summary(book, published))
        .setRepeated(publication == Publication.REPEATED)
        .addAllChanges(changes(published.before(book.priceVersion()), book))
        .build();
  }

  private static PriceBook parse(String file) {
    var fields = new Fields();
    fields.between("file", file.length(), 1, FILE_CHARACTERS_MAX);
    fields.check();
    try {
      return JdbcPriceBooks.parse(file);
    } catch (PriceFileException e) {
      int number = 0;
      for (var problem : e.problems()) {
        fields.require(false, ++number == 1 ? "file" : "file, problem " + number, problem);
      }
      fields.check();
      throw new IllegalStateException("a price file was refused without a problem", e);
    }
  }

  private void requireTaken(Publication publication, PriceBook book, Published published) {
    var version = book.priceVersion();
    switch (publication) {
      case PUBLISHED, REPEATED -> {}
      case OTHER_CONTENT ->
          throw GrpcErrors.alreadyExists(
              "file: %s is published with other content and is never changed: raise its version"
                  .formatted(version));
      case NUMBER_PASSED -> {
        var last = published.before(new PriceVersion(version.book(), Integer.MAX_VALUE));
        int newest = last == null ? 0 : last.priceVersion().version();
        throw GrpcErrors.invalidArgument(
            Map.of(
                "file",
                "version: is %d, but %s@%d is published: write %d"
                    .formatted(version.version(), version.book(), newest, newest + 1)));
      }
      case INSTANT_PASSED ->
          throw GrpcErrors.invalidArgument(
              Map.of(
                  "file",
                  """
                  effective_from: %s has passed, and requests were priced by another version since: \
                  write an instant from %s on\
                  """
                      .formatted(book.effectiveFrom(), clock.instant())));
    }
  }

  ListPriceBooksResponse list() throws SQLException {
    books.refresh();
    var published = books.published();
    var answer = ListPriceBooksResponse.newBuilder();
    published.books().stream()
        .sorted(
            comparing((PriceBook book) -> book.priceVersion().book())
                .thenComparing(
                    comparingInt((PriceBook book) -> book.priceVersion().version()).reversed()))
        .forEach(book -> answer.addBooks(summary(book, published)));
    return answer.build();
  }

  GetPriceBookResponse get(GetPriceBookRequest request) throws SQLException {
    var fields = new Fields();
    fields.text("book", request.getBook(), 1);
    fields.atLeast("version", request.getVersion(), 0);
    fields.check();
    books.refresh();
    var published = books.published();
    var version =
        request.getVersion() == 0
            ? published.catalog().current(request.getBook(), clock.instant())
            : new PriceVersion(request.getBook(), request.getVersion());
    var book = version == null ? null : published.find(version);
    if (book == null) {
      throw GrpcErrors.notFound(
          request.getVersion() == 0
              ? "no version of the price book " + request.getBook() + " is in force"
              : version + " is not published");
    }
    return GetPriceBookResponse.newBuilder()
        .setSummary(summary(book, published))
        .addAllModels(PriceProtos.toProto(book).getModelsList())
        .build();
  }

  private PriceBookSummary summary(PriceBook book, Published published) {
    var version = book.priceVersion();
    var summary =
        PriceBookSummary.newBuilder()
            .setPriceVersion(PriceProtos.toProto(version))
            .setEffectiveFrom(GrantList.timestamp(book.effectiveFrom()))
            .setModels(book.models().size())
            .setCurrent(
                version.equals(published.catalog().current(version.book(), clock.instant())));
    var publishedAt = published.times().get(version);
    if (publishedAt != null) {
      summary.setPublishedAt(GrantList.timestamp(publishedAt));
    }
    return summary.build();
  }

  private static List<PriceChange> changes(@Nullable PriceBook before, PriceBook after) {
    var gone = new LinkedHashMap<String, ModelPrice>();
    if (before != null) {
      before.models().forEach(price -> gone.put(price.model(), price));
    }
    var changes = new ArrayList<PriceChange>();
    for (var price : after.models()) {
      var old = gone.remove(price.model());
      if (!price.equals(old)) {
        changes.add(change(old, price));
      }
    }
    gone.values().forEach(price -> changes.add(change(price, null)));
    return changes;
  }

  private static PriceChange change(@Nullable ModelPrice before, @Nullable ModelPrice after) {
    var change = PriceChange.newBuilder();
    if (before != null) {
      change.setBefore(PriceProtos.toProto(before));
    }
    if (after != null) {
      change.setAfter(PriceProtos.toProto(after));
    }
    return change.build();
  }
}
