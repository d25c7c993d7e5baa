package dev.tollgate.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as people write it: a whole number and a unit. */
abstract class TimeOption implements ITypeConverter<Duration> {
  private final Pattern form;
  private final String examples;

  /**
   * @param form with the number and the unit (ms, s, m, h or d) as groups; neither of them is 0
   */
  TimeOption(String form, String examples) {
    this.form = Pattern.compile(form);
    this.examples = examples;
  }

  @Override
  public Duration convert(String text) {
    var parts = form.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException("'" + text + "' is no time: write for example " + examples);
    }
    if (parts.group(1) == null) {
      return Duration.ZERO;
    }
    long amount = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
