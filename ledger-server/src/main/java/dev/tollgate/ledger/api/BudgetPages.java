package dev.tollgate.ledger.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Period;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a list of limits goes on: {@code <kind> <period> <owner>} in URL-safe Base64. */
final class BudgetPages {
  private BudgetPages() {}

  static String token(@Nullable LimitId last) {
    if (last == null) {
      return "";
    }
    var text = last.kind().label() + " " + last.period().label() + " " + last.owner();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** Null if it is no token. */
  static @Nullable LimitId parse(String token) {
    try {
      var parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split(" ", 3);
      return parts.length == 3
          ? new LimitId(LimitId.Kind.of(parts[0]), parts[2], Period.of(parts[1]))
          : null;
    } catch (IllegalArgumentException noToken) {
      return null;
    }
  }
}
