package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.ForeignReports;
import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.usage.envoy.EnvoyAdmin;
import dev.tollgate.authz.usage.envoy.EnvoyConfig;
import dev.tollgate.authz.usage.envoy.EnvoyStatusSource;
import dev.tollgate.authz.usage.log.LogRoom;
import dev.tollgate.authz.usage.log.LogTail;
import dev.tollgate.authz.usage.log.LogUpkeep;
import dev.tollgate.authz.usage.log.LogUpkeep.VolumeRoom;
import dev.tollgate.authz.usage.log.UsageLogConfig;
import dev.tollgate.kit.grpc.EventLoops;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The running reader of the usage log, and what forwards: a thread each, from {@link #start} to
 * {@link #close}.
 */
public final class UsageLog implements AutoCloseable {
  /** Longer than any line of Envoy's, whose headers and metadata are bounded. */
  private static final int LINE_BYTES_MAX = 1 << 20;

  private final UsageLogReader reader;
  private final Forwarding forwarding;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> threads;

  private UsageLog(UsageLogReader reader, Forwarding forwarding) {
    this.reader = reader;
    this.forwarding = forwarding;
    threads =
        List.of(
            Thread.ofPlatform().name("usage-log").daemon().unstarted(this::run),
            Thread.ofPlatform().name("foreign-usage").daemon().unstarted(this::forward));
  }

  /**
   * Reads on from where the last run stopped. Neither the log nor Envoy need exist yet, and the
   * lease book may still refuse: all are waited for.
   *
   * @param holdOpenMax the longest that a hold stays open without a line: the longest request and
   *     the report delay together
   * @param room told whether what Envoy writes has room
   * @param settlements is called by the reader's thread alone
   * @param reports where usage of other journals' reservations goes; called by a thread of its own
   * @param clock stamps what is set aside; no decision rests on it
   * @throws IOException if the state directory cannot be used
   */
  public static UsageLog start(
      UsageLogConfig config,
      EnvoyConfig envoy,
      Duration holdOpenMax,
      LogRoom room,
      Settlements settlements,
      ForeignReports reports,
      EventLoops loops,
      MeterRegistry registry,
      InstantSource clock)
      throws IOException {
    var admin = new EnvoyAdmin(envoy.admin(), loops.group());
    var metrics = new UsageMetrics(registry);
    var state = config.stateDirectory();
    makePrivate(state);
    var foreign = new ForeignUsage(state, clock);
    var reader =
        reader(
            config,
            holdOpenMax,
            room,
            settlements,
            foreign,
            admin,
            VolumeRoom.OF_THE_SYSTEM,
            metrics,
            clock,
            System::nanoTime,
            LINE_BYTES_MAX);
    var forwarding = new Forwarding(foreign, reports, state, metrics, System::nanoTime);
    var log = new UsageLog(reader, forwarding);
    log.threads.forEach(Thread::start);
    return log;
  }

  /** Everything but the thread. */
  static UsageLogReader reader(
      UsageLogConfig config,
      Duration holdOpenMax,
      LogRoom room,
      Settlements settlements,
      ForeignUsage foreign,
      EnvoyStatusSource envoy,
      VolumeRoom volume,
      UsageMetrics metrics,
      InstantSource clock,
      LongSupplier nanoClock,
      int lineBytesMax)
      throws IOException {
    var state = config.stateDirectory();
    var positionFile = PositionFile.ofLog(state);
    var position = positionFile.load();
    var boots = new LogBoots(position.boots());
    var tail = new LogTail(config.path(), position, lineBytesMax, metrics::fileReplaced);
    var quarantine = new Quarantine(state, clock);
    var intake = new LineIntake(settlements, boots, quarantine, foreign, metrics, clock);
    var ends = new BootEnds(settlements, tail, boots, metrics);
    var quiet = new QuietTime(holdOpenMax);
    var outside = new LogUpkeep.Surroundings(envoy::reopenLogs, volume, clock, nanoClock);
    var upkeep = LogUpkeep.of(config, room, metrics, outside);
    var watch = new EnvoyWatch(envoy, settlements, tail, quiet, ends, upkeep, metrics, nanoClock);
    return new UsageLogReader(
        tail, intake, boots, positionFile, watch, upkeep, position.file(), metrics, nanoClock);
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
    try (reader) {
      while (!stop.await(reader.step(), TimeUnit.NANOSECONDS)) {
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
