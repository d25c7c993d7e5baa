package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.usage.envoy.EnvoyStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Measures the time in which a request that was sent would have shown itself in the log.
 *
 * <p>It runs only between two looks at which the reader stood at the log's end and Envoy answered
 * in the same boot, with nothing lost and nothing stuck on its way to the file. Once Envoy has lost
 * a line, it stands still until every hold of that moment must have ended by itself: the lost line
 * may have been the only one of its request. Time is the monotonic clock's; one step counts little,
 * as this process may itself have been suspended.
 */
final class QuietTime {
  private static final long STEP_NANOS_MAX = Duration.ofSeconds(2).toNanos();

  private final long distrustNanos;
  private @Nullable EnvoyStatus last;
  private boolean lastStoodAtEnd;
  private long lastNanos;
  private @Nullable EnvoyBoot known;
  private long knownFailed;
  private long distrustedUntilNanos;
  private boolean distrusted;

  /**
   * Starts without trust in anything before.
   *
   * @param distrust the longest that a hold can stay open by itself
   */
  QuietTime(Duration distrust) {
    distrustNanos = distrust.toNanos();
  }

  /**
   * A look.
   *
   * @param status null if Envoy did not answer
   * @param askedNanos when Envoy was asked; it lived then or later
   * @param nowNanos now, with the reader where it stands
   * @return quiet time since the last look
   */
  Duration look(@Nullable EnvoyStatus status, boolean atEnd, long askedNanos, long nowNanos) {
    boolean quiet = false;
    if (status != null) {
      noteLosses(status, nowNanos);
      quiet = !distrusted && atEnd && lastStoodAtEnd && last != null && calm(last, status);
    }
    long step = Math.clamp(askedNanos - lastNanos, 0, STEP_NANOS_MAX);
    last = status;
    lastStoodAtEnd = atEnd;
    lastNanos = nowNanos;
    return quiet ? Duration.ofNanos(step) : Duration.ZERO;
  }

  private void noteLosses(EnvoyStatus status, long nowNanos) {
    boolean sameBoot = status.envoy().equals(known);
    if (status.failures() > (sameBoot ? knownFailed : 0)) {
      distrusted = true;
      distrustedUntilNanos = nowNanos + distrustNanos;
    } else if (!sameBoot || distrustedUntilNanos - nowNanos <= 0) {
      distrusted = false;
    }
    known = status.envoy();
    knownFailed = status.failures();
  }

  private static boolean calm(EnvoyStatus before, EnvoyStatus now) {
    boolean stuck = now.buffered() > 0 && now.writeCompleted() == before.writeCompleted();
    return before.envoy().equals(now.envoy()) && before.failures() == now.failures() && !stuck;
  }
}
