package dev.tollgate.bench.usage;

import java.time.Duration;
import java.time.LocalDate;

/**
 * How large the history is, and how often it is asked.
 *
 * @param rows charges of days that are over
 * @param days how many days they are spread over, the last of them yesterday
 * @param organizations a few large ones and many small ones
 * @param keys of all organizations together; each is used as often as any other
 * @param asked how often each question is asked in each of the two turns
 * @param rounds turns of each way of charging
 * @param turn how long one of them is
 */
public record UsagePlan(
    int rows, int days, int organizations, int keys, int asked, int rounds, Duration turn) {
  private static final int ROWS_MAX = 100_000_000;
  private static final int MONTH = 30;

  public UsagePlan {
    if (rows < days || rows > ROWS_MAX) {
      throw new IllegalArgumentException(
          "there must be %d to %d rows, but are %d".formatted(days, ROWS_MAX, rows));
    }
  }

  /** Half an hour with ten million rows, most of it to fill the ledger. */
  static UsagePlan full(int rows) {
    return new UsagePlan(rows, 90, 500, 5_000, 30, 6, Duration.ofSeconds(2));
  }

  /** Some seconds: shows that everything works, and little else. */
  static UsagePlan quick() {
    return new UsagePlan(3_000, 3, 10, 50, 5, 1, Duration.ofMillis(250));
  }

  int rowsOfDay(int number) {
    return (int) ((long) rows * (number + 1) / days - (long) rows * number / days);
  }

  /** The first day of what is asked for as a month. */
  LocalDate monthBegins(LocalDate today) {
    return today.minusDays(Math.min(days, MONTH));
  }
}
