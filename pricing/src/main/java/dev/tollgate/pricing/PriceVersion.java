package dev.tollgate.pricing;

/** Names one immutable version of one price book. */
public record PriceVersion(String book, int version) {
  public PriceVersion {
    if (book.isEmpty() || version < 1) {
      throw new IllegalArgumentException("a price version is a book's name and a number from 1");
    }
  }

  /** For example {@code default@3}. */
  @Override
  public String toString() {
    return book + "@" + version;
  }
}
