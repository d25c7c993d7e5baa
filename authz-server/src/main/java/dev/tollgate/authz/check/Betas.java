package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.HeaderLookup;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's features in trial, which a header names. Those that change what a token costs are
 * refused; what else they allow shows in the body, and is judged there.
 */
final class Betas {
  private static final String HEADER = "anthropic-beta";
  private static final List<String> PRICED = List.of("context-1m", "fast-mode");

  private Betas() {}

  /** Why a request must not name what it names; null if it may. */
  static @Nullable Denied refusal(Endpoint endpoint, HeaderLookup headers) {
    if (endpoint != Endpoint.MESSAGES) {
      return null;
    }
    for (var value : headers.all(HEADER)) {
      var lower = value.toLowerCase(Locale.ROOT);
      for (var priced : PRICED) {
        if (lower.contains(priced)) {
          return Denied.of(
              Denial.UNMETERABLE,
              HEADER,
              priced
                  + " changes prices in a way that is not supported. Leave it out of the header"
                  + " anthropic-beta.");
        }
      }
    }
    return null;
  }
}
