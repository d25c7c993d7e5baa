package dev.tollgate.cli;

import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/** How long to wait: {@code 500ms}, {@code 5s}, {@code 2m}. */
final class Patience extends TimeOption {
  private static final Duration MOST = Duration.ofHours(1);

  Patience() {
    super("(\\d{1,9})(ms|s|m)", "500ms, 5s or 2m");
  }

  @Override
  public Duration convert(String text) {
    var patience = super.convert(text);
    if (patience.compareTo(MOST) > 0) {
      throw new TypeConversionException("'" + text + "' is more than an hour");
    }
    return patience;
  }
}
