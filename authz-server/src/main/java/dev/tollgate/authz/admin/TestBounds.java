package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ByokKey.Holder;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How often providers are asked about callers' keys: about those of one owner there once in ten
 * seconds, however often the key is set anew, and about 100 owners' in that time at most. Otherwise
 * a caller could have the platform call a provider as fast as it likes. Each server counts its own;
 * any thread may ask.
 */
final class TestBounds {
  static final int TESTS_MAX = 100;
  static final Duration APART = Duration.ofSeconds(10);

  private final Map<Subject, Instant> latest = new HashMap<>();

  private record Subject(Holder owner, String provider) {}

  /** RESOURCE_EXHAUSTED if it is too early for another test; it says when to come again. */
  synchronized void admit(Holder owner, String provider, Instant now) {
    latest.values().removeIf(at -> !left(at, now).isPositive());
    var subject = new Subject(owner, provider);
    var before = latest.get(subject);
    if (before != null) {
      throw refused("this key was tested just now", left(before, now));
    }
    if (latest.size() >= TESTS_MAX) {
      throw refused("too many keys are being tested", APART);
    }
    latest.put(subject, now);
  }

  /** How long a test stands in the way of the next one; also of one that is to come. */
  private static Duration left(Instant at, Instant now) {
    return APART.minus(Duration.between(at, now).abs());
  }

  private static RuntimeException refused(String why, Duration wait) {
    long seconds = wait.plusMillis(999).toSeconds();
    return Status.RESOURCE_EXHAUSTED
        .withDescription(why + ": try again in " + seconds + " s")
        .asRuntimeException(ErrorCode.trailers(ErrorCode.TOO_MANY_TESTS));
  }
}
