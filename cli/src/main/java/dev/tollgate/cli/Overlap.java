package dev.tollgate.cli;

/** How long two keys work side by side: {@code 7d}, {@code 12h}, {@code 0}. */
final class Overlap extends TimeOption {
  Overlap() {
    super("0|(\\d{1,6})([dhms])", "7d, 12h, 30m or 0");
  }
}
