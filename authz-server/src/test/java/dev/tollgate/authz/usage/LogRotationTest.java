package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.usage.log.UsageLogConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {
  private static final int ROTATE_BYTES = 65_536;

  @TempDir private Path directory;
  private Scenario scenario;

  @BeforeEach
  void start() throws IOException {
    scenario = new Scenario(directory);
    scenario.start = Instant.now();
    scenario.config =
        new UsageLogConfig(
            scenario.log,
            scenario.state,
            ROTATE_BYTES,
            Duration.ofHours(1),
            Duration.ofHours(24),
            0,
            null);
    scenario.restart();
    scenario.envoy.is("boot-1");
  }

  @Test
  void aLargeLogGetsAnOldNameAndIsReadOnUntilEnvoyBeganANewOne() throws Exception {
    long n = fill(1);
    var old = rotated();
    append(old, Lines.end(n));
    scenario.seconds(3);
    assertThat(scenario.envoy.reopenings).isBetween(3, 5);
    scenario.lines(Lines.end(n + 1)).seconds(1);
    int told = scenario.envoy.reopenings;
    scenario.seconds(3);

    assertThat(scenario.envoy.reopenings).isEqualTo(told);
    assertThat(scenario.settlements.settled)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, n + 1).boxed().toList());
    assertThat(scenario.count("tollgate.usage.files.rotated")).isEqualTo(1);
  }

  @Test
  void whatAKillInterruptsIsMadeUpFor() throws Exception {
    scenario.envoy.status = null;
    fill(1);
    var _ = rotated();
    scenario.kill();
    scenario.envoy.is("boot-1");
    scenario.envoy.reopenings = 0;
    scenario.seconds(2);
    assertThat(scenario.envoy.reopenings).isPositive();
  }

  @Test
  void anOldLogGetsAnOldNameHoweverSmallUnlessItIsEmpty() throws Exception {
    Files.createFile(scenario.log);
    scenario.start = Instant.now().plus(Duration.ofHours(2));
    scenario.seconds(1);
    assertThat(old()).isEmpty();
    scenario.lines(Lines.end(1)).seconds(1);
    assertThat(old()).hasSize(1);
  }

  @Test
  void aLogThatTheReaderHasNotReachedKeepsItsName() throws Exception {
    scenario.lines(Lines.end(1)).read();
    Files.move(scenario.log, scenario.log.resolveSibling("usage.jsonl.1"));
    scenario.settlements.refusals = Integer.MAX_VALUE;
    append(scenario.log.resolveSibling("usage.jsonl.1"), Lines.end(2));
    for (long n = 3;
        Files.notExists(scenario.log) || Files.size(scenario.log) < ROTATE_BYTES;
        n++) {
      scenario.lines(Lines.end(n));
    }
    scenario.seconds(1);
    assertThat(old()).isEmpty();
  }

  @Test
  void whatIsSettledGoesAfterItsRetentionAndNothingElseDoes() throws Exception {
    var others = Files.writeString(directory.resolve("usage.jsonl.1"), Lines.end(900) + "\n");
    age(others, 100);
    long n = fill(1);
    var first = age(rotated(), 30);
    n = fill(n);
    assertThat(first).as("settled and old").doesNotExist();
    var second = age(rotated(), 30);
    scenario.seconds(2);
    assertThat(second).as("being read").exists();
    n = fill(n);
    assertThat(second).doesNotExist();
    var third = rotated();
    scenario.lines(Lines.end(n)).seconds(2);
    assertThat(third).as("young").exists();
    assertThat(others).exists();
    assertThat(scenario.count("tollgate.usage.files.deleted")).isEqualTo(2);
  }

  @Test
  void whatIsNotSettledStaysHoweverOldItIs() throws Exception {
    scenario.settlements.refusals = Integer.MAX_VALUE;
    scenario.lines(Lines.end(1)).seconds(1);
    var name = directory.resolve("usage.jsonl.20261125T000000.000Z");
    var old = age(Files.move(scenario.log, name), 30);
    scenario.lines(Lines.end(2)).seconds(1);
    assertThat(old).exists();
  }

  /** Lines from a number on until the log is large; returns the number after them. */
  private long fill(long from) throws IOException {
    long n = from;
    while (Files.notExists(scenario.log) || Files.size(scenario.log) < ROTATE_BYTES) {
      scenario.lines(Lines.end(n++));
    }
    scenario.seconds(1);
    return n;
  }

  private Path rotated() throws IOException {
    assertThat(scenario.log).doesNotExist();
    return old().getLast();
  }

  /** Named by us, oldest first. */
  private List<Path> old() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("usage.jsonl.2"))
          .sorted()
          .toList();
    }
  }

  private static Path age(Path file, long hours) throws IOException {
    var then = Instant.now().minus(Duration.ofHours(hours));
    return Files.setLastModifiedTime(file, FileTime.from(then));
  }

  private static void append(Path file, String line) throws IOException {
    Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
  }
}
