package dev.tollgate.authz.usage.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops admission while a reserve of the log's volume is left, so that what is under way can still
 * write its lines; and for a while after Envoy lost one. One thread.
 */
final class VolumeGuard {
  private static final Logger log = LoggerFactory.getLogger(VolumeGuard.class);

  /** Envoy is asked every second: ten good answers. */
  private static final long AFTER_LOSS_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** There must be an eighth more before it goes on, or so much, lest it stop again at once. */
  private static final int MORE = 8;

  private static final long MORE_BYTES_MAX = 16L << 20;

  private static final int DELETED_A_LOOK = 64;

  private final LongSupplier freeBytes;
  private final long reserveBytes;
  private final OldLogs old;
  private final LogRoom.Part room;
  private final LogEvents events;
  private boolean full;
  private boolean losing;
  private long lostNanos;

  VolumeGuard(
      LongSupplier freeBytes, long reserveBytes, OldLogs old, LogRoom.Part room, LogEvents events) {
    this.freeBytes = freeBytes;
    this.reserveBytes = reserveBytes;
    this.old = old;
    this.room = room;
    this.events = events;
  }

  /** Envoy could not write a line. */
  void lost(long nowNanos) {
    if (!losing) {
      log.error("Envoy could not write to its usage log: nothing is admitted while that lasts");
    }
    losing = true;
    lostNanos = nowNanos;
  }

  /**
   * Looks how much room there is, and makes some if there is too little.
   *
   * @param settled the file before which every file is settled
   */
  void look(long nowNanos, String settled) {
    long free = freeBytes.getAsLong();
    for (int i = 0; i < DELETED_A_LOOK && free < enough() && old.deleteOldest(settled); i++) {
      free = freeBytes.getAsLong();
    }
    note(free);
    losing = losing && nowNanos - lostNanos < AFTER_LOSS_NANOS;
    if (full) {
      room.refuse("the usage log's volume is nearly full");
    } else if (losing) {
      room.refuse("Envoy cannot write its usage log");
    } else {
      room.allow();
    }
    events.room(free, full || losing);
  }

  private long enough() {
    return full ? reserveBytes + Math.min(reserveBytes / MORE, MORE_BYTES_MAX) : reserveBytes;
  }

  private void note(long free) {
    boolean wasFull = full;
    full = free < enough();
    if (full && !wasFull) {
      log.error(
          "The usage log's volume has {} bytes left, fewer than usage_log.reserve_bytes = {}:"
              + " nothing is admitted until there is room; make some, or use a larger volume",
          free,
          reserveBytes);
    } else if (wasFull && !full) {
      log.info("The usage log's volume has {} bytes left: requests are admitted again", free);
    }
  }
}
