package dev.tollgate.authz.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of one request.
 *
 * @param message what the caller reads; may hold text that the caller chose
 * @param param the member of the body, or the header, that is at fault
 * @param scope whose limit it is
 * @param limitNanocredits what was left to spend, or may be spent on one request; null unless the
 *     caller may see it
 * @param resetsAt when the limit begins anew; null if it never does by itself
 */
record Denied(
    Denial denial,
    String message,
    @Nullable String param,
    @Nullable LimitScope scope,
    @Nullable Long limitNanocredits,
    @Nullable Instant resetsAt)
    implements Decision, BodyReading, Quote {

  static Denied of(Denial denial) {
    return new Denied(denial, denial.message(), null, denial.scope(), null, null);
  }

  /** With a message of its own. */
  static Denied because(Denial denial, String message) {
    return new Denied(denial, message, null, denial.scope(), null, null);
  }

  static Denied of(Denial denial, String param, String message) {
    return new Denied(denial, message, param, denial.scope(), null, null);
  }
}
