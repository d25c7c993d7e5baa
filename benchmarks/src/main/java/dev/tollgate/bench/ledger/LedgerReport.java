package dev.tollgate.bench.ledger;

import dev.tollgate.bench.Spread;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures as text. */
final class LedgerReport {
  private LedgerReport() {}

  /**
   * A ratio with the same way's ratio to itself beside it.
   *
   * @param again the name of {@code way}'s second turn in each round
   */
  record Figure(String way, String by, String again, String asked) {}

  /** A line for each way. */
  static String ways(Rounds rounds, List<String> ways) {
    var text = new StringBuilder();
    text.append(
        "                            charges/s       ack ms of a report        CPU us a charge\n");
    text.append(
        "way                  min   median      max     p50     p99     max    ledger"
            + " PostgreSQL\n");
    for (var way : ways) {
      var rate = rounds.spread(way, Turn::chargesPerSecond);
      var ack = rounds.ackNanos(way);
      text.append(
          String.format(
              Locale.ROOT,
              "%-18s %,8.0f %,8.0f %,8.0f %7.1f %7.1f %7.1f %9.1f %10.1f\n",
              way,
              rate.min(),
              rate.median(),
              rate.max(),
              ack.getValueAtPercentile(50) / 1e6,
              ack.getValueAtPercentile(99) / 1e6,
              ack.getMaxValue() / 1e6,
              median(rounds, way, Turn::ledgerMicrosPerCharge),
              median(rounds, way, Turn::postgresMicrosPerCharge)));
    }
    return text.toString();
  }

  private static double median(Rounds rounds, String way, ToDoubleFunction<Turn> value) {
    return rounds.spread(way, value).median();
  }

  /** A line for each ratio, with its control. */
  static String ratios(Rounds rounds, List<Figure> figures) {
    var text = new StringBuilder();
    text.append(
        "ratio of charges/s                 min   median      max    asked   A/A control: min"
            + " median max\n");
    for (var figure : figures) {
      text.append(
          line(
              figure.way() + " / " + figure.by(),
              rounds.ratio(figure.way(), figure.by()),
              figure.asked(),
              rounds.ratio(figure.again(), figure.way())));
    }
    return text.toString();
  }

  /** The p99 of every turn of one way, and of its second turns. */
  static String ack(Rounds rounds, String way, String again) {
    ToDoubleFunction<Turn> p99 = turn -> turn.ackMillis(99);
    return line(
        "ack p99 of a turn, ms: " + way,
        rounds.spread(way, p99),
        "under 20",
        rounds.spread(again, p99));
  }

  private static String line(String name, Spread value, String asked, Spread control) {
    return String.format(
        Locale.ROOT,
        "%-30s %7.2f %8.2f %8.2f %8s                %5.2f %6.2f %5.2f\n",
        name,
        value.min(),
        value.median(),
        value.max(),
        asked,
        control.min(),
        control.median(),
        control.max());
  }
}
