package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Period;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A day, a week or a month. */
final class BudgetPeriod implements ITypeConverter<Period> {
  @Override
  public Period convert(String text) {
    return switch (text) {
      case "day" -> Period.PERIOD_DAY;
      case "week" -> Period.PERIOD_WEEK;
      case "month" -> Period.PERIOD_MONTH;
      default ->
          throw new TypeConversionException("\"" + text + "\" is none of day, week and month");
    };
  }

  static String text(Period period) {
    return switch (period) {
      case PERIOD_DAY -> "day";
      case PERIOD_WEEK -> "week";
      case PERIOD_MONTH -> "month";
      case PERIOD_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }
}
