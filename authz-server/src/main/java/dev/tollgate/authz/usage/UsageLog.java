package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.ForeignReports;
import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.usage.envoy.EnvoyAdmin;
import dev.tollgate.authz.usage.log.LogRoom;
import dev.tollgate.authz.usage.log.VolumeRoom;
import dev.tollgate.kit.grpc.EventLoops;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The running reader of the usage logs, and what forwards: a thread each, from {@link #start} to
 * {@link #close}.
 */
public final class UsageLog implements AutoCloseable {
  /** Longer than any line of Envoy's, whose headers and metadata are bounded. */
  private static final int LINE_BYTES_MAX = 1 << 20;

  private final LogReaders readers;
  private final Forwarding forwarding;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> threads;

  private UsageLog(LogReaders readers, Forwarding forwarding) {
    this.readers = readers;
    this.forwarding = forwarding;
    threads =
        List.of(
            Thread.ofPlatform().name("usage-log").daemon().unstarted(this::run),
            Thread.ofPlatform().name("foreign-usage").daemon().unstarted(this::forward));
  }

  /**
   * Reads on from where the last run stopped. Neither the logs nor the Envoys need exist yet, and
   * the lease book may still refuse: all are waited for.
   *
   * @param envoys at least one; all keep their state where the first one does
   * @param holdOpenMax the longest that a hold stays open without a line: the longest request and
   *     the report delay together
   * @param room told whether what Envoy writes has room
   * @param settlements is called by the reader's thread alone
   * @param reports where usage of other journals' reservations goes; called by a thread of its own
   * @param clock stamps what is set aside; no decision rests on it
   * @throws IOException if the state directory cannot be used
   */
  public static UsageLog start(
      List<LoggingEnvoy> envoys,
      Duration holdOpenMax,
      LogRoom room,
      Settlements settlements,
      ForeignReports reports,
      EventLoops loops,
      MeterRegistry registry,
      InstantSource clock)
      throws IOException {
    var metrics = new UsageMetrics(registry);
    var state = envoys.getFirst().log().stateDirectory();
    makePrivate(state);
    var foreign = new ForeignUsage(state, clock);
    var reading =
        new Reading(
            holdOpenMax,
            room,
            settlements,
            new Quarantine(state, clock),
            foreign,
            new NodeNames(),
            VolumeRoom.of(envoys.getFirst().log().volume()),
            metrics,
            clock,
            System::nanoTime,
            LINE_BYTES_MAX);
    var readers = new ArrayList<UsageLogReader>();
    for (var envoy : envoys) {
      readers.add(
          reading.reader(
              envoy.log(),
              new EnvoyAdmin(envoy.envoy().admin(), loops.group()),
              readers.isEmpty()
                  ? PositionFile.ofLog(state)
                  : PositionFile.ofLog(state, envoy.name()),
              new LogMetrics(registry, envoy.name())));
    }
    var forwarding = new Forwarding(foreign, reports, state, metrics, System::nanoTime);
    var log = new UsageLog(new LogReaders(readers, System::nanoTime), forwarding);
    log.threads.forEach(Thread::start);
    return log;
  }

  /** Ends after the step that is under way, with the position kept. Waits for it. */
  @Override
  public void close() {
    stop.countDown();
    boolean interrupted = false;
    for (var thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (readers) {
      while (!stop.await(readers.step(), TimeUnit.NANOSECONDS)) {
        // The step did everything.
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void forward() {
    try {
      while (!stop.await(forwarding.step(), TimeUnit.NANOSECONDS)) {
        // The step did everything.
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  static void makePrivate(Path directory) throws IOException {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "usage_log.state_directory " + directory + " is a file; name a directory", e);
    }
  }
}
