package dev.tollgate.authz.usage.log;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the log's files several times a second: a new one in time, old ones away in time, and
 * room for what is under way. Whatever fails is tried again and keeps up nothing else. One thread.
 */
public final class LogUpkeep {
  private static final Logger log = LoggerFactory.getLogger(LogUpkeep.class);
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Rotation rotation;
  private final OldLogs old;
  private final VolumeGuard guard;
  private final LogEvents events;
  private final LongSupplier nanoClock;
  private long tickedNanos;
  private boolean failing;

  private LogUpkeep(
      Rotation rotation, OldLogs old, VolumeGuard guard, LogEvents events, LongSupplier nanoClock) {
    this.rotation = rotation;
    this.old = old;
    this.guard = guard;
    this.events = events;
    this.nanoClock = nanoClock;
    this.tickedNanos = nanoClock.getAsLong() - PERIOD_NANOS;
  }

  /**
   * What surrounds a log.
   *
   * @param reopenLogs tells Envoy to write a new file; never called while it runs
   * @param freeBytes of a directory's volume; 0 if that cannot be told
   */
  public record Surroundings(
      Supplier<? extends CompletableFuture<?>> reopenLogs,
      VolumeRoom freeBytes,
      InstantSource clock,
      LongSupplier nanoClock) {}

  /** Does nothing before {@link #tick}; until then {@code room} refuses. */
  public static LogUpkeep of(
      UsageLogConfig config, LogRoom.Part room, LogEvents events, Surroundings outside) {
    var path = config.path();
    var old = new OldLogs(path, config.retention(), outside.clock(), events);
    var directory = path.toAbsolutePath().getParent();
    var rotation =
        new Rotation(
            path,
            config.rotateBytes(),
            config.rotateAfter(),
            old,
            outside.reopenLogs(),
            outside.clock(),
            outside.nanoClock(),
            events);
    var guard =
        new VolumeGuard(
            () -> directory == null ? 0 : outside.freeBytes().freeBytes(directory),
            config.reserveBytes(),
            old,
            room,
            events);
    return new LogUpkeep(rotation, old, guard, events, outside.nanoClock());
  }

  /** Envoy lost a line: admission stops for a while. */
  public void lost() {
    guard.lost(nanoClock.getAsLong());
  }

  /**
   * Does what is due.
   *
   * @param reading the file being read; empty before there is one
   * @param settled the file before which every file is settled, also after a restart
   */
  public void tick(String reading, String settled) {
    long now = nanoClock.getAsLong();
    if (now - tickedNanos < PERIOD_NANOS) {
      return;
    }
    tickedNanos = now;
    try {
      rotation.tick(reading);
      old.deleteOld(settled);
      failing = false;
    } catch (IOException | RuntimeException e) {
      events.failed();
      if (!failing) {
        log.warn(
            "The usage log cannot be rotated or old files not deleted, which is tried again; may"
                + " authz-server write in its directory? {}",
            e.toString());
      }
      failing = true;
    }
    guard.look(now, settled);
  }
}
