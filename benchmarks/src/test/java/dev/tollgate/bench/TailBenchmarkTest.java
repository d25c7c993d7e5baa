package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.bench.tail.TailBenchmark;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark works from end to end; how fast anything is, is no matter here. */
final class TailBenchmarkTest {
  private static final String NUMBER = " +[0-9][0-9,]*(\\.[0-9]+)?%?";

  @Test
  void quickModeSettlesEveryLineAndPrintsEveryFigure() {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        new CommandLine(new TailBenchmark())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("--quick");
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("paced(" + NUMBER + "){6}"))
        .anyMatch(line -> line.matches("as fast as it goes(" + NUMBER + "){6}"));
  }

  @Test
  void refusesZeroLinesBeforeAnythingStarts() {
    var err = new StringWriter();
    int code =
        new CommandLine(new TailBenchmark())
            .setErr(new PrintWriter(err))
            .execute("--lines-per-second", "0");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("1 to 1000000 lines a second");
  }
}
