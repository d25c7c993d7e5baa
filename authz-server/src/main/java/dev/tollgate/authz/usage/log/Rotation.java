package dev.tollgate.authz.usage.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the log an old name when it is large or old enough, and tells Envoy to write a new one, as
 * often as it takes until that is there: Envoy writes on into the old file meanwhile, which is read
 * until then. What is done follows from the files alone, so it goes on after a crash at any point.
 * One thread.
 */
final class Rotation {
  private static final Logger log = LoggerFactory.getLogger(Rotation.class);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final long bytesMax;
  private final Duration ageMax;
  private final OldLogs old;
  private final Supplier<? extends CompletableFuture<?>> reopenLogs;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final LogEvents events;
  private @Nullable CompletableFuture<?> told;
  private long toldNanos;

  /**
   * @param reopenLogs tells Envoy; not called again before it has completed
   */
  Rotation(
      Path path,
      long bytesMax,
      Duration ageMax,
      OldLogs old,
      Supplier<? extends CompletableFuture<?>> reopenLogs,
      InstantSource clock,
      LongSupplier nanoClock,
      LogEvents events) {
    this.path = path;
    this.bytesMax = bytesMax;
    this.ageMax = ageMax;
    this.old = old;
    this.reopenLogs = reopenLogs;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.events = events;
    this.toldNanos = nanoClock.getAsLong() - AGAIN_NANOS;
  }

  /**
   * Does what is due.
   *
   * @param reading the file being read; a log that the reader has not reached is left as it is
   */
  void tick(String reading) throws IOException {
    var key = LogFile.keyOrNull(path);
    if (reading.isEmpty()) {
      return; // Nobody has written yet.
    }
    if (reading.equals(key) && isDue()) {
      rename();
      key = null;
    }
    if (key == null) {
      tellEnvoy();
    }
  }

  private boolean isDue() throws IOException {
    try {
      var log = Files.readAttributes(path, BasicFileAttributes.class);
      var written = log.creationTime().toInstant();
      boolean old = written.plus(ageMax).isBefore(clock.instant());
      return log.size() >= bytesMax || (log.size() > 0 && old);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private void rename() throws IOException {
    var target = old.nameNow();
    Files.move(path, target);
    events.rotated();
    log.info("The usage log is rotated: {} is {} now", path, target.getFileName());
  }

  private void tellEnvoy() {
    var before = told;
    if (before != null && !before.isDone()) {
      return;
    }
    if (before != null && before.isCompletedExceptionally()) {
      events.failed();
      log.debug("Envoy was not told to write a new usage log: {}", before);
      told = null;
    }
    long now = nanoClock.getAsLong();
    if (now - toldNanos >= AGAIN_NANOS) {
      toldNanos = now;
      told = reopenLogs.get();
    }
  }
}
