package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark works from end to end; how much anything takes is no matter here. */
final class AllocationBenchmarkTest {
  @Test
  void quickModePrintsWhatAWarmCheckAllocatesAndWhatAKeyTakes() {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        new CommandLine(new AllocationBenchmark())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("--quick");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    var lines = out.toString().lines().toList();
    for (var question :
        List.of("empty server", "key phase", "refused: model", "refused: forged key", "admitted")) {
      assertThat(lines).anyMatch(line -> line.matches(question + ".* +[1-9][0-9,]*( +[0-9,]+){3}"));
    }
    assertThat(lines)
        .anyMatch(
            line -> line.matches("keys in memory: 1,000 take .* MB of heap, [0-9,]+ bytes each.*"));
  }
}
