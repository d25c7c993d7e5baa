package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.credits.ForeignReports;
import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.usage.envoy.EnvoyConfig;
import dev.tollgate.authz.usage.log.LogRoom;
import dev.tollgate.authz.usage.log.UsageLogConfig;
import dev.tollgate.authz.usage.log.VolumeConfig;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageLogTest {
  @TempDir private Path directory;
  private final RecordedSettlements settlements = new RecordedSettlements();

  @Test
  void linesSettleWhileItRunsAndNoneIsRepeatedAfterAStop() throws Exception {
    try (var loops = EventLoops.start(1, "test")) {
      try (var _ = start(loops, settlements)) {
        for (int n = 1; n <= 9; n++) {
          long before = System.nanoTime();
          append(Lines.end(n));
          waitFor(n);
          System.out.printf("line %d settled after %,d us%n", n, micros(before));
        }
      }
      try (var _ = start(loops, settlements)) {
        append(Lines.end(10));
        waitFor(10);
      }
    }
    assertThat(settlements.calls).hasSize(10).endsWith("settle 9", "settle 10");
  }

  @Test
  void theLogsOfTwoEnvoysSettleBesideEachOtherAndNoneIsRepeatedAfterAStop() throws Exception {
    try (var loops = EventLoops.start(1, "test")) {
      for (int run = 0; run < 2; run++) {
        try (var _ = start(loops, settlements)) {
          append(Lines.end(3 * run + 1));
          append("other.jsonl", Lines.end(3 * run + 2));
          waitFor(3 * run + 2);
          append("other.jsonl", Lines.end(3 * run + 3));
          waitFor(3 * run + 3);
        }
      }
    }
    assertThat(settlements.calls).hasSize(6);
  }

  @Test
  void whatItKeepsIsForItsUserOnly() throws Exception {
    try (var loops = EventLoops.start(1, "test");
        var _ = start(loops, settlements)) {
      var rights = Files.getPosixFilePermissions(directory.resolve("state"));
      assertThat(PosixFilePermissions.toString(rights)).isEqualTo("rwx------");
    }
  }

  @Test
  void aStateDirectoryThatIsAFileIsRefusedByName() throws Exception {
    Files.createFile(directory.resolve("state"));
    try (var loops = EventLoops.start(1, "test")) {
      assertThatThrownBy(() -> start(loops, settlements))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("usage_log.state_directory");
    }
  }

  @Test
  void anAdminInterfaceOnTheNetworkIsRefused() {
    assertThatThrownBy(() -> new EnvoyConfig(new ListenAddress.Tcp("10.0.0.1", 9901)))
        .hasMessageContaining("admin");
  }

  @Test
  void theVolumesLimitIsHeeded() throws Exception {
    var full = new LogRoom();
    Files.write(directory.resolve("others"), new byte[2]);
    var plain = Scenario.config(directory.resolve("usage.jsonl"), directory.resolve("state"));
    var limited =
        new UsageLogConfig(
            plain.path(),
            plain.stateDirectory(),
            plain.rotateBytes(),
            plain.rotateAfter(),
            plain.retention(),
            plain.reserveBytes(),
            new VolumeConfig(directory, plain.reserveBytes() + 1));
    try (var loops = EventLoops.start(1, "test");
        var _ = start(loops, settlements, limited, full)) {
      await().until(() -> String.valueOf(full.refusal()).contains("nearly full"));
    }
  }

  private void waitFor(int settled) {
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> settlements.settledSoFar().size() == settled);
  }

  private static long micros(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1_000;
  }

  private UsageLog start(EventLoops loops, Settlements book) throws IOException {
    var config = Scenario.config(directory.resolve("usage.jsonl"), directory.resolve("state"));
    return start(loops, book, config, new LogRoom());
  }

  private UsageLog start(EventLoops loops, Settlements book, UsageLogConfig config, LogRoom room)
      throws IOException {
    return UsageLog.start(
        LoggingEnvoy.all(
            config,
            new EnvoyConfig(new ListenAddress.Unix(directory.resolve("admin.sock"))),
            List.of(
                new FurtherEnvoyConfig(
                    new ListenAddress.Unix(directory.resolve("admin-2.sock")),
                    directory.resolve("other.jsonl")))),
        Duration.ofMinutes(17),
        room,
        book,
        _ -> new ForeignReports.Outcome.Later("nobody is there"),
        loops,
        new SimpleMeterRegistry(),
        InstantSource.system());
  }

  private void append(String line) throws IOException {
    append("usage.jsonl", line);
  }

  private void append(String log, String line) throws IOException {
    Files.writeString(
        directory.resolve(log), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
