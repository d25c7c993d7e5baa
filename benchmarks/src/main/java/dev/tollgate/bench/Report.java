package dev.tollgate.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The figures as text. */
final class Report {
  private static final String COLUMNS =
      "%-22s %-8s %9s %9s %9s %8s %8s   %-20s %-20s%n".replace("%n", "\n");

  private Report() {}

  /** Two lines for each question: the server that is the measure, and the one that is measured. */
  static String table(List<Duel> duels) {
    var text = new StringBuilder();
    text.append(
        row("", "", "", "CPU us", "ledger us", "p50", "p99", "CPU us, ratio", "Checks/s, ratio"));
    text.append(
        row(
            "question",
            "server",
            "Checks/s",
            "a Check",
            "a Check",
            "us",
            "us",
            "min   median max",
            "min   median max"));
    for (var duel : duels) {
      text.append(line(duel, duel.base(), Duel.Round::base, "", ""));
      text.append(
          line(
              duel,
              duel.other(),
              Duel.Round::other,
              ratio(duel.ratio(Slot::cpuMicrosPerCheck)),
              ratio(duel.ratio(Slot::checksPerSecond))));
    }
    return text.toString();
  }

  /** What comes after the answer. */
  static String settled(Settled settled) {
    return "settled from the usage log: %,d requests, %,.0f/s; CPU each: authz %.1f us, ledger %.1f us"
        .formatted(
            settled.requests(),
            settled.requestsPerSecond(),
            settled.authzCpuMicrosPerRequest(),
            settled.ledgerCpuMicrosPerRequest());
  }

  private static String line(
      Duel duel, Contender server, Function<Duel.Round, Slot> turn, String cpu, String rate) {
    var latency = duel.latencyNanos(turn);
    return row(
        duel.question().name(),
        server.name(),
        number("%,.0f", duel.spread(turn, Slot::checksPerSecond).median()),
        number("%.1f", duel.spread(turn, Slot::cpuMicrosPerCheck).median()),
        server.empty()
            ? "-"
            : number("%.1f", duel.spread(turn, Slot::ledgerCpuMicrosPerCheck).median()),
        number("%,.0f", latency.getValueAtPercentile(50) / 1e3),
        number("%,.0f", latency.getValueAtPercentile(99) / 1e3),
        cpu,
        rate);
  }

  private static String ratio(Spread spread) {
    return "%-5.2f %-6.2f %-5.2f".formatted(spread.min(), spread.median(), spread.max());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String row(Object... cells) {
    return COLUMNS.formatted(cells).stripTrailing() + "\n";
  }
}
