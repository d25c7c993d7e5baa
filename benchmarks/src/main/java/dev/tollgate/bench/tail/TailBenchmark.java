package dev.tollgate.bench.tail;

import dev.tollgate.authz.credits.ForeignReports;
import dev.tollgate.authz.usage.LoggingEnvoy;
import dev.tollgate.authz.usage.UsageLog;
import dev.tollgate.authz.usage.envoy.EnvoyConfig;
import dev.tollgate.authz.usage.log.LogRoom;
import dev.tollgate.authz.usage.log.UsageLogConfig;
import dev.tollgate.bench.Benchmark;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many lines of the usage log one thread reads and takes apart, and how soon. */
@Command(
    name = "tail",
    description = "Measures the usage log's reader; benchmarks/README.md explains.")
public final class TailBenchmark extends Benchmark<TailBenchmark.Plan> {
  private static final String READER = "usage-log";
  private static final int LINES_PER_SECOND_MAX = 1_000_000;
  private static final long FILE_BYTES = 1L << 40;

  @Option(names = "--quick", description = "two seconds: shows that it works, measures little")
  private boolean quick;

  @Option(
      names = "--lines-per-second",
      defaultValue = "5000",
      description = "of the paced turn (default ${DEFAULT-VALUE})")
  private int linesPerSecond;

  /** What is done how often. */
  public record Plan(int linesPerSecond, Duration paced, int backlog) {
    public Plan {
      if (linesPerSecond < 1 || linesPerSecond > LINES_PER_SECOND_MAX) {
        throw new IllegalArgumentException("1 to 1000000 lines a second");
      }
    }
  }

  public static void main(String[] args) {
    main(new TailBenchmark(), args);
  }

  @Override
  protected String size() {
    return "--lines-per-second";
  }

  @Override
  protected Plan plan() {
    return quick
        ? new Plan(linesPerSecond, Duration.ofSeconds(1), 20_000)
        : new Plan(linesPerSecond, Duration.ofSeconds(20), 1_000_000);
  }

  @Override
  protected void run(Plan plan) throws IOException {
    var state = Files.createDirectories(state());
    try {
      follow("warming up", state, plan.backlog() / 10, 0);
      say(Followed.heading());
      int paced = Math.toIntExact(plan.linesPerSecond() * plan.paced().toSeconds());
      say(follow("paced", state, paced, plan.linesPerSecond()).toString());
      say(follow("as fast as it goes", state, plan.backlog(), 0).toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      delete(state);
    }
  }

  /** Writes a log while it is read. */
  private static Followed follow(String how, Path state, int lines, int linesPerSecond)
      throws IOException, InterruptedException {
    var directory = Files.createDirectories(state.resolve(how.replace(' ', '-')));
    var written = new long[lines];
    var book = new CountingBook(written);
    try (var loops = EventLoops.start(1, "bench");
        var _ = start(directory, book, loops);
        var writer = new LogWriter(directory.resolve("usage.jsonl"))) {
      long reader = reader();
      var threads = ManagementFactory.getThreadMXBean();
      long cpuBefore = threads.getThreadCpuTime(reader);
      long begun = System.nanoTime();
      writer.write(written, linesPerSecond);
      book.awaitAll();
      return new Followed(
          how,
          lines,
          Duration.ofNanos(System.nanoTime() - begun),
          Duration.ofNanos(threads.getThreadCpuTime(reader) - cpuBefore),
          book.micros());
    }
  }

  private static UsageLog start(Path directory, CountingBook book, EventLoops loops)
      throws IOException {
    var config =
        new UsageLogConfig(
            directory.resolve("usage.jsonl"),
            directory.resolve("state"),
            FILE_BYTES,
            Duration.ofDays(1),
            Duration.ofDays(1),
            0,
            null);
    return UsageLog.start(
        List.of(
            new LoggingEnvoy(
                new EnvoyConfig(new ListenAddress.Unix(directory.resolve("admin.sock"))), config)),
        Duration.ofMinutes(17),
        new LogRoom(),
        book,
        _ -> new ForeignReports.Outcome.Later("there is no ledger"),
        loops,
        new SimpleMeterRegistry(),
        InstantSource.system());
  }

  private static long reader() {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().equals(READER))
        .mapToLong(thread -> thread.getThreadId())
        .findFirst()
        .orElseThrow();
  }

  private static void delete(Path state) throws IOException {
    try (var all = Files.walk(state)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
