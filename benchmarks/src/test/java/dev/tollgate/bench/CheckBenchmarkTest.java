package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark works from end to end; how fast anything is, is no matter here. */
final class CheckBenchmarkTest {
  private static final String NUMBER = "[0-9][0-9,]*(\\.[0-9]+)?";
  private static final String RATIOS = "( +[0-9]+\\.[0-9]{2}){6}";

  @Test
  void quickModePrintsEveryQuestionOfBothServersWithItsRatios() {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        new CommandLine(new CheckBenchmark())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("--quick");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    var lines = out.toString().lines().toList();
    assertPair(lines, "A/A control", "empty 2", "-");
    for (var question : List.of("key phase", "refused: model", "refused: credits", "admitted")) {
      assertPair(lines, question, "authz", NUMBER);
    }
    assertThat(lines)
        .anyMatch(line -> line.matches("settled from the usage log: [1-9][0-9,]* requests.*"))
        .anyMatch(line -> line.matches("the ledger holds: each of [1-9][0-9,]* admitted .*"))
        .anyMatch(line -> line.matches("resident MiB .*: authz \\d+ \\(\\d+\\), ledger .*"));
  }

  private static void assertPair(
      List<String> lines, String question, String server, String ledger) {
    var figures = "( +" + NUMBER + "){2} +%s( +" + NUMBER + "){2}";
    assertThat(lines)
        .filteredOn(line -> line.startsWith(question))
        .satisfiesExactly(
            base -> assertThat(base).matches(question + " +empty" + figures.formatted("-")),
            other ->
                assertThat(other)
                    .matches(question + " +" + server + figures.formatted(ledger) + RATIOS));
  }

  @Test
  void refusesZeroInFlightBeforeAnythingStarts() {
    var err = new StringWriter();
    int code =
        new CommandLine(new CheckBenchmark())
            .setErr(new PrintWriter(err))
            .execute("--quick", "--in-flight", "0");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("1 to 1,000 Checks in flight");
  }
}
