package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which days: those of a month, or from one to another; all there are if neither is said. */
final class UsageDays {
  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Choice choice = new Choice();

  private static final class Choice {
    @Option(
        names = "--month",
        paramLabel = "MONTH",
        converter = Month.class,
        description = "A month, such as 2026-11.")
    private @Nullable YearMonth month;

    @ArgGroup(exclusive = false, multiplicity = "0..1")
    private Span span = new Span();
  }

  private static final class Span {
    @Option(
        names = "--since",
        paramLabel = "DAY",
        converter = Day.class,
        description = "The first day, such as 2026-11-01.")
    private @Nullable LocalDate since;

    @Option(
        names = "--until",
        paramLabel = "DAY",
        converter = Day.class,
        description = "The last day.")
    private @Nullable LocalDate until;
  }

  @Nullable LocalDate first() {
    return choice.month == null ? choice.span.since : choice.month.atDay(1);
  }

  @Nullable LocalDate last() {
    return choice.month == null ? choice.span.until : choice.month.atEndOfMonth();
  }

  void addTo(SummarizeUsageRequest.Builder question) {
    question.setSince(text(first())).setUntil(text(last()));
  }

  private static String text(@Nullable LocalDate day) {
    return day == null ? "" : day.toString();
  }

  private static final class Month implements ITypeConverter<YearMonth> {
    @Override
    public YearMonth convert(String text) {
      try {
        return YearMonth.parse(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException("'" + text + "' is no month: write for example 2026-11");
      }
    }
  }

  private static final class Day implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String text) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException("'" + text + "' is no day: write for example 2026-11-26");
      }
    }
  }
}
