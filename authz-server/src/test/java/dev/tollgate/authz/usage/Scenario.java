package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.usage.log.LogRoom;
import dev.tollgate.authz.usage.log.UsageLogConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A log, a reader over it that can be stopped or killed, and the world around both. */
final class Scenario {
  static final Duration HOLD_OPEN_MAX = Duration.ofMinutes(17);
  static final int LINE_BYTES_MAX = 4_096;

  final Path log;
  final Path state;
  final RecordedSettlements settlements = new RecordedSettlements();
  final ScriptedEnvoy envoy = new ScriptedEnvoy();
  final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  LogRoom room = new LogRoom();
  UsageLogConfig config;
  LongSupplier freeBytes = () -> 1L << 40;

  /** When {@link #nanos} is 0. */
  Instant start = Instant.parse("2026-11-25T10:00:05Z");

  private UsageLogReader reader;

  Scenario(Path directory) throws IOException {
    log = directory.resolve("usage.jsonl");
    state = directory.resolve("state");
    config = config(log, state);
    reader = open();
  }

  /** As operators would have it. */
  static UsageLogConfig config(Path log, Path state) {
    return new UsageLogConfig(
        log, state, 1L << 28, Duration.ofHours(1), Duration.ofHours(24), 1L << 27, null);
  }

  static EnvoyBoot boot(String boot) {
    return new EnvoyBoot("envoy-1", boot);
  }

  /** Whole lines, or any other bytes. */
  Scenario write(String text) throws IOException {
    return write(text.getBytes(UTF_8));
  }

  Scenario write(byte[] bytes) throws IOException {
    Files.write(log, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return this;
  }

  Scenario lines(String... lines) throws IOException {
    for (var line : lines) {
      write(line + "\n");
    }
    return this;
  }

  /** Steps until nothing more happens without time going by. */
  Scenario read() {
    for (int i = 0; i < 4; i++) {
      reader.step();
    }
    return this;
  }

  /** One step and what its return says: how long to wait. */
  long step() {
    return reader.step();
  }

  /** Lets seconds go by, with the reader and the question to Envoy as often as in life. */
  Scenario seconds(int seconds) {
    for (int i = 0; i < seconds * 10; i++) {
      nanos.addAndGet(100_000_000);
      reader.step();
    }
    return this;
  }

  /** The process stops and starts again. */
  Scenario restart() throws IOException {
    reader.close();
    reader = open();
    return this;
  }

  /** The process is killed and starts again: the position is whatever was kept. */
  Scenario kill() throws IOException {
    reader = open();
    return this;
  }

  List<String> stateLines(String file) throws IOException {
    try {
      return Files.readAllLines(state.resolve(file));
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  double count(String metric) {
    return registry.get(metric).counters().stream().mapToDouble(Counter::count).sum();
  }

  /** Of one label alone. */
  double count(String metric, String label, String value) {
    return registry.get(metric).tag(label, value).counter().count();
  }

  private UsageLogReader open() throws IOException {
    InstantSource clock = () -> start.plusNanos(nanos.get());
    UsageLog.makePrivate(state);
    room = new LogRoom();
    var reading =
        new Reading(
            HOLD_OPEN_MAX,
            room,
            settlements,
            new Quarantine(state, clock),
            new ForeignUsage(state, clock),
            new NodeNames(),
            _ -> freeBytes.getAsLong(),
            new UsageMetrics(registry),
            clock,
            nanos::get,
            LINE_BYTES_MAX);
    return reading.reader(
        config, envoy, PositionFile.ofLog(state), new LogMetrics(registry, "usage.jsonl"));
  }
}
