package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.bench.ledger.LedgerBenchmark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark works from end to end; how fast anything is, is no matter here. */
final class LedgerBenchmarkTest {
  private static final String NUMBER = " +[0-9][0-9,]*(\\.[0-9]+)?";

  @Test
  void quickModePrintsEveryFigureWithItsControlAndFindsEveryChargeOnce() {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        new CommandLine(new LedgerBenchmark())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("--quick", "--replicas", "2");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    var lines = out.toString().lines().toList();
    for (var way :
        List.of("hot", "hot, again", "interactive", "spread", "half load", "half load, again")) {
      assertThat(lines).anyMatch(line -> line.matches(way + "(" + NUMBER + "){8}"));
    }
    assertThat(lines)
        .anyMatch(
            line -> line.matches("hot / interactive(" + NUMBER + "){3} +100(" + NUMBER + "){3}"))
        .anyMatch(line -> line.matches("hot / spread(" + NUMBER + "){3} +0.9(" + NUMBER + "){3}"))
        .anyMatch(
            line -> line.matches("ack p99 .*(" + NUMBER + "){3} +under 20(" + NUMBER + "){3}"))
        .anyMatch(line -> line.matches("write and fdatasync .* median [1-9]\\d*, max \\d+"))
        .anyMatch(line -> line.matches("the ledger holds: each of [1-9][0-9,]* charges .*"));
  }

  @Test
  void refusesZeroReplicasBeforeAnythingStarts() {
    var err = new StringWriter();
    int code =
        new CommandLine(new LedgerBenchmark())
            .setErr(new PrintWriter(err))
            .execute("--replicas", "0");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("1 to 64 replicas");
  }
}
