package dev.tollgate.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long to wait, as people write it: {@code 500ms}, {@code 5s}, {@code 2m}. */
final class Patience implements ITypeConverter<Duration> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(ms|s|m)");
  private static final Duration MOST = Duration.ofHours(1);

  @Override
  public Duration convert(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is no time: write for example 500ms, 5s or 2m");
    }
    long amount = Long.parseLong(parts.group(1));
    var patience =
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          default -> Duration.ofMinutes(amount);
        };
    if (patience.compareTo(MOST) > 0) {
      throw new TypeConversionException("'" + text + "' is more than an hour");
    }
    return patience;
  }
}
