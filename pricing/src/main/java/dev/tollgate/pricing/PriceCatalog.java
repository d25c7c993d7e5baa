package dev.tollgate.pricing;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every version of every book, indexed once. Immutable: a newer publication is a new catalog. */
public final class PriceCatalog {
  public static final PriceCatalog EMPTY = new PriceCatalog(List.of());

  private final Map<PriceVersion, PriceBook> books = new HashMap<>();
  private final Map<PriceVersion, Map<String, ModelPrice>> prices = new HashMap<>();
  private final Map<String, NavigableMap<Instant, PriceVersion>> timelines = new HashMap<>();

  /**
   * Where two versions of one book name the same instant, the higher number holds.
   *
   * @throws IllegalArgumentException if a version stands twice, or a name twice within a version
   */
  public PriceCatalog(Collection<PriceBook> books) {
    for (var book : books) {
      add(book);
    }
  }

  private void add(PriceBook book) {
    var version = book.priceVersion();
    if (books.put(version, book) != null) {
      throw new IllegalArgumentException(version + " stands twice");
    }
    var byName = new HashMap<String, ModelPrice>();
    for (var price : book.models()) {
      addName(version, byName, price.model(), price);
      price.aliases().forEach(alias -> addName(version, byName, alias, price));
    }
    prices.put(version, byName);
    timelines
        .computeIfAbsent(version.book(), name -> new TreeMap<>())
        .merge(book.effectiveFrom(), version, (a, b) -> a.version() > b.version() ? a : b);
  }

  private static void addName(
      PriceVersion version, Map<String, ModelPrice> byName, String name, ModelPrice price) {
    if (byName.put(name, price) != null) {
      throw new IllegalArgumentException(version + " prices " + name + " twice");
    }
  }

  /** The version of a book that holds at an instant, or null if there is none. */
  public @Nullable PriceVersion current(String book, Instant at) {
    var timeline = timelines.get(book);
    var entry = timeline == null ? null : timeline.floorEntry(at);
    return entry == null ? null : entry.getValue();
  }

  /** A model (or one of its aliases) at a version, or null if the version does not price it. */
  public @Nullable ModelPrice find(PriceVersion version, String model) {
    var byName = prices.get(version);
    return byName == null ? null : byName.get(model);
  }

  /** Every model of a version, in the book's order; empty if the version is unknown. */
  public List<ModelPrice> models(PriceVersion version) {
    var book = books.get(version);
    return book == null ? List.of() : book.models();
  }
}
