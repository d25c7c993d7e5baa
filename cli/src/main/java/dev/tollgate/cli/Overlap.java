package dev.tollgate.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long two keys work side by side, as people write it: {@code 7d}, {@code 12h}, {@code 0}. */
final class Overlap implements ITypeConverter<Duration> {
  private static final Pattern TEXT = Pattern.compile("0|(\\d{1,6})([dhms])");

  @Override
  public Duration convert(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is no time: write for example 7d, 12h, 30m or 0");
    }
    if (parts.group(1) == null) {
      return Duration.ZERO;
    }
    long amount = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "d" -> Duration.ofDays(amount);
      case "h" -> Duration.ofHours(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofSeconds(amount);
    };
  }
}
