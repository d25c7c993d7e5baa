package dev.tollgate.pricing.window;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * One day, week or month. Windows of a period follow each other without gap or overlap in every
 * time zone, also where clocks are set back or forth at midnight.
 *
 * @param start the first day
 */
public record Window(Period period, LocalDate start) {
  public Window {
    if (!start.equals(period.startOf(start))) {
      throw new IllegalArgumentException(start + " begins no " + period.label());
    }
  }

  /** The window that an instant belongs to where this time zone counts. */
  public static Window at(Period period, Instant instant, ZoneId zone) {
    var window = new Window(period, period.startOf(instant.atZone(zone).toLocalDate()));
    // A clock that is set back over midnight shows the day before once more: that day is over.
    while (!instant.isBefore(window.endsAt(zone))) {
      window = window.next();
    }
    return window;
  }

  public Window next() {
    return new Window(period, period.next(start));
  }

  /** The first instant of it. */
  public Instant startsAt(ZoneId zone) {
    return start.atStartOfDay(zone).toInstant();
  }

  /** The first instant after it. */
  public Instant endsAt(ZoneId zone) {
    return period.next(start).atStartOfDay(zone).toInstant();
  }

  /** {@code day:2026-11-21}, {@code week:2026-W47}, {@code month:2026-11}. */
  @Override
  public String toString() {
    return period.label() + ":" + period.name(start);
  }
}
