package dev.tollgate.authz.authn;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Until when a key works, and since when its callers are warned.
 *
 * @param endMillis since the epoch; from then on the key does not work
 * @param warningFromMillis since the epoch
 * @param rotated whether another key takes over
 */
public record Validity(long endMillis, long warningFromMillis, boolean rotated) {
  /** How long before its end a key begins to warn. One that was rotated warns at once. */
  public static final Duration WARNING = Duration.ofDays(14);

  /** For ever. */
  public static final Validity UNLIMITED = new Validity(Long.MAX_VALUE, Long.MAX_VALUE, false);

  private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  /** Until the key expires. */
  public static Validity until(Instant expiry) {
    long end = millis(expiry);
    return new Validity(end, end - WARNING.toMillis(), false);
  }

  /** Until the key gives way to the one that it was rotated into. */
  public static Validity rotated(Instant end) {
    return new Validity(millis(end), Long.MIN_VALUE, true);
  }

  /** PostgreSQL's {@code infinity} is further away than can be counted. */
  private static long millis(Instant instant) {
    return instant.isBefore(NEVER) ? instant.toEpochMilli() : Long.MAX_VALUE;
  }

  /** Whether the key works at this time. */
  public boolean at(long epochMillis) {
    return epochMillis < endMillis;
  }

  /** Whether the key's callers are to be warned at this time. */
  public boolean warns(long epochMillis) {
    return epochMillis >= warningFromMillis;
  }

  /** What they are told. */
  public String warning() {
    var end = Instant.ofEpochMilli(endMillis).truncatedTo(ChronoUnit.SECONDS);
    return (rotated ? "rotated; this key stops working at " : "expires at ") + end;
  }
}
