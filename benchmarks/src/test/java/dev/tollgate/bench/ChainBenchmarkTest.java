package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.bench.chain.ChainBenchmark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark works from end to end; how fast anything is, is no matter here. */
final class ChainBenchmarkTest {
  private static final String NUMBER = " +[0-9][0-9,]*(\\.[0-9]+)?";

  @Test
  void quickModeDrivesEveryEnvoyWithEveryCall() {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        new CommandLine(new ChainBenchmark())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("--quick", "--connections", "2");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    var lines = out.toString().lines().toList();
    assertThat(lines).contains("JSON", "20 events", "120 events", "20 events, usage asked for");
    for (var envoy :
        List.of(
            "bare",
            "bare, again",
            "asking an empty server",
            "chain, answers recorded",
            "chain, authz-server")) {
      assertThat(lines)
          .filteredOn(line -> line.matches("  " + envoy + "(" + NUMBER + "){7}"))
          .hasSize(4);
    }
  }

  @Test
  void refusesZeroConnectionsBeforeAnythingStarts() {
    var err = new StringWriter();
    int code =
        new CommandLine(new ChainBenchmark())
            .setErr(new PrintWriter(err))
            .execute("--connections", "0");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("1 to 64 connections");
  }
}
