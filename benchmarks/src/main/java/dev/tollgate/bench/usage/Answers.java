package dev.tollgate.bench.usage;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How long answers take, asked one after another; and how the database came by them. */
final class Answers {
  /** After so many, the driver has a statement prepared and PostgreSQL has settled on a plan. */
  private static final int UNTIL_PLANNED = 15;

  private static final int DAYS_SHOWN = 2;
  private static final long NANOS_MAX = 60_000_000_000L;
  private static final String DAY_TABLE = ".*charge_\\d{4}_\\d\\d_\\d\\d.*";

  private final int asked;
  private final Map<Question, List<Histogram>> turns = new LinkedHashMap<>();

  /**
   * @param asked how often in each turn
   */
  Answers(int asked) {
    this.asked = asked;
  }

  /** Asks all of them, and then all of them again. */
  void ask(List<Question> questions) {
    for (var question : questions) {
      for (int i = 0; i < UNTIL_PLANNED; i++) {
        question.call().accept(i);
      }
    }
    for (int turn = 0; turn < 2; turn++) {
      for (var question : questions) {
        turns.computeIfAbsent(question, _ -> new ArrayList<>()).add(ask(question));
      }
    }
  }

  private Histogram ask(Question question) {
    var nanos = new Histogram(NANOS_MAX, 3);
    for (int i = 0; i < asked; i++) {
      long begun = System.nanoTime();
      question.call().accept(i);
      nanos.recordValue(Math.min(System.nanoTime() - begun, NANOS_MAX));
    }
    return nanos;
  }

  /** A line for each question. */
  String report() {
    var text = new StringBuilder();
    text.append(
        "ms until the answer                               p50     p99     max  p50 again          "
            + " asked\n");
    turns.forEach((question, both) -> {
      var first = both.getFirst();
      text.append(
          "%-45s %7.2f %7.2f %7.2f %10.2f %15s%n"
              .formatted(
                  question.name(),
                  millis(first, 50),
                  millis(first, 99),
                  millis(first, 100),
                  millis(both.getLast(), 50),
                  question.asked()));
    });
    return text.toString();
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }

  /** The plans of a question, as they were executed in the end. */
  static String plans(Question question, ExplainedQueries queries)
      throws SQLException, IOException {
    for (int i = 0; i < UNTIL_PLANNED; i++) {
      var _ = queries.plans();
      question.query().run();
    }
    return queries.plans().stream().map(Answers::shortened).collect(joining("\n"));
  }

  /** Of the many tables of days, which are all read in the same way, the first two. */
  private static String shortened(String plan) {
    var kept = new ArrayList<String>();
    int days = 0;
    int skippedIndent = Integer.MAX_VALUE;
    for (var line : plan.lines().toList()) {
      int indent = line.indexOf("->");
      if (indent >= 0 && indent <= skippedIndent) {
        days += line.matches(DAY_TABLE) ? 1 : 0;
        boolean skipped = line.matches(DAY_TABLE) && days > DAYS_SHOWN;
        skippedIndent = skipped ? indent : Integer.MAX_VALUE;
      }
      if (skippedIndent == Integer.MAX_VALUE) {
        kept.add(line);
      }
    }
    if (days > DAYS_SHOWN) {
      kept.add("(and %d more tables of days)".formatted(days - DAYS_SHOWN));
    }
    return String.join("\n", kept);
  }
}
