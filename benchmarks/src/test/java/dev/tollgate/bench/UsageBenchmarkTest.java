package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.bench.usage.UsageBenchmark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark works from end to end; how fast anything is, is no matter here. */
final class UsageBenchmarkTest {
  private static final String NUMBER = " +[0-9][0-9,]*(\\.[0-9]+)?";

  @Test
  void quickModeFillsALedgerThatVerifiesAndPrintsEveryFigureWithItsPlan() {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        new CommandLine(new UsageBenchmark())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("--quick");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    var lines = out.toString().lines().toList();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("3,000 charges of 3 days by "))
        .anyMatch(line -> line.matches("the ledger holds: [1-9][0-9,]*,[0-9]{3} charges, .*"));
    for (var question :
        List.of(
            "month, largest organization, by model",
            "balance, largest organization",
            "what one request cost")) {
      assertThat(lines)
          .anyMatch(line -> line.matches(question + "(" + NUMBER + "){4} .*"))
          .anyMatch(question::equals);
    }
    assertThat(out.toString()).contains("ledger.usage_day", "actual time=", "Buffers: ");
    assertThat(lines)
        .anyMatch(line -> line.matches("one account, filled(" + NUMBER + "){5}"))
        .anyMatch(line -> line.matches("1,000 accounts, charges/s(" + NUMBER + "){6}"));
  }
}
