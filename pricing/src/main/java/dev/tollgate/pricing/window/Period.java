package dev.tollgate.pricing.window;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A span of the calendar after which a limit begins anew. */
public enum Period {
  DAY {
    @Override
    LocalDate startOf(LocalDate day) {
      return day;
    }

    @Override
    LocalDate next(LocalDate start) {
      return start.plusDays(1);
    }

    @Override
    String name(LocalDate start) {
      return start.toString();
    }

    @Override
    LocalDate start(String name) {
      return LocalDate.parse(name);
    }
  },
  /** From Monday to Sunday, by ISO 8601. */
  WEEK {
    @Override
    LocalDate startOf(LocalDate day) {
      return day.minusDays(day.getDayOfWeek().getValue() - 1L);
    }

    @Override
    LocalDate next(LocalDate start) {
      return start.plusWeeks(1);
    }

    @Override
    String name(LocalDate start) {
      var monday = start.format(DateTimeFormatter.ISO_WEEK_DATE);
      return monday.substring(0, monday.lastIndexOf('-'));
    }

    @Override
    LocalDate start(String name) {
      return LocalDate.parse(name + "-1", DateTimeFormatter.ISO_WEEK_DATE);
    }
  },
  MONTH {
    @Override
    LocalDate startOf(LocalDate day) {
      return day.withDayOfMonth(1);
    }

    @Override
    LocalDate next(LocalDate start) {
      return start.plusMonths(1);
    }

    @Override
    String name(LocalDate start) {
      return YearMonth.from(start).toString();
    }

    @Override
    LocalDate start(String name) {
      return YearMonth.parse(name).atDay(1);
    }
  };

  /** The first day of the window that has this day. */
  abstract LocalDate startOf(LocalDate day);

  /** The first day of the window after the one that begins on this day. */
  abstract LocalDate next(LocalDate start);

  /** {@code 2026-11-21}, {@code 2026-W47}, {@code 2026-11}. */
  abstract String name(LocalDate start);

  /**
   * The first day of the window of this name.
   *
   * @throws java.time.DateTimeException if there is no such window
   */
  abstract LocalDate start(String name);

  /** As accounts and rows spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The inverse of {@link #label}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Period of(String label) {
    for (var period : values()) {
      if (period.label().equals(label)) {
        return period;
      }
    }
    throw new IllegalArgumentException("\"" + label + "\" is none of day, week and month");
  }
}
