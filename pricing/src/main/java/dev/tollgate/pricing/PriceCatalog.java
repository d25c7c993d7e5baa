package dev.tollgate.pricing;

import static java.util.Comparator.naturalOrder;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
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
  private final Map<PriceVersion, Names> names = new HashMap<>();
  private final Map<String, NavigableMap<Instant, PriceVersion>> timelines = new HashMap<>();

  /** The names of one version: those that stand there, and those that end in {@code *}. */
  private static final class Names {
    private final Map<String, ModelPrice> exact = new HashMap<>();
    private final NavigableMap<String, ModelPrice> prefixes =
        new TreeMap<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(naturalOrder()));

    boolean add(String name, ModelPrice price) {
      if (ModelPrice.isWildcard(name)) {
        prefixes.put(name.substring(0, name.length() - 1), price);
      }
      return exact.put(name, price) == null;
    }

    @Nullable ModelPrice find(String name) {
      var price = exact.get(name);
      if (price != null) {
        return price;
      }
      for (var prefix : prefixes.entrySet()) {
        if (name.startsWith(prefix.getKey())) {
          return prefix.getValue();
        }
      }
      return null;
    }
  }

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
    var all = new Names();
    for (var price : book.models()) {
      addName(version, all, price.model(), price);
      price.aliases().forEach(alias -> addName(version, all, alias, price));
    }
    names.put(version, all);
    timelines
        .computeIfAbsent(version.book(), name -> new TreeMap<>())
        .merge(book.effectiveFrom(), version, (a, b) -> a.version() > b.version() ? a : b);
  }

  private static void addName(PriceVersion version, Names all, String name, ModelPrice price) {
    if (!all.add(name, price)) {
      throw new IllegalArgumentException(version + " prices " + name + " twice");
    }
  }

  /** The version of a book that holds at an instant, or null if there is none. */
  public @Nullable PriceVersion current(String book, Instant at) {
    var timeline = timelines.get(book);
    var entry = timeline == null ? null : timeline.floorEntry(at);
    return entry == null ? null : entry.getValue();
  }

  /**
   * What a version prices a name at: the model of that name or alias, else the one whose name or
   * alias is a wildcard that matches, the longest first; null if there is none.
   */
  public @Nullable ModelPrice find(PriceVersion version, String model) {
    var all = names.get(version);
    return all == null ? null : all.find(model);
  }

  /**
   * Every model of a version, wildcards too, in the book's order; empty if the version is unknown.
   */
  public List<ModelPrice> models(PriceVersion version) {
    var book = books.get(version);
    return book == null ? List.of() : book.models();
  }
}
