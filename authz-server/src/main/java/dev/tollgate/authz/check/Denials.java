package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.HoldOutcome;

/** Where the refusals of other packages stand in the table. */
final class Denials {
  private static final String BUDGET = "budget:";

  private Denials() {}

  static Denied of(Refusal refusal) {
    return Denied.of(
        switch (refusal) {
          case MISSING -> Denial.MISSING_KEY;
          case MALFORMED -> Denial.MALFORMED_KEY;
          case OTHER_PRODUCT -> Denial.OTHER_PRODUCTS_KEY;
          case CONFLICTING -> Denial.CONFLICTING_KEYS;
          case IN_URL -> Denial.KEY_IN_URL;
          case UNKNOWN -> Denial.UNKNOWN_KEY;
          case REVOKED -> Denial.REVOKED_KEY;
          case BOOTSTRAP_ENDED -> Denial.BOOTSTRAP_ENDED;
          case EXPIRED -> Denial.EXPIRED_KEY;
          case INACTIVE -> Denial.ACCOUNT_SUSPENDED;
          case OTHER_ENVIRONMENT -> Denial.ENVIRONMENT_NOT_ALLOWED;
          case UNREADABLE -> Denial.KEY_UNREADABLE;
          case UNAVAILABLE -> Denial.IDENTITY_UNAVAILABLE;
          case OVERLOADED -> Denial.OVERLOADED_CHECK;
        });
  }

  /** Amounts are for the one who pays: they appear where the caller's own wallet is short. */
  static Denied of(HoldOutcome.Insufficient outcome, Principal principal) {
    var account = outcome.account();
    var denial = account.startsWith(BUDGET) ? Denial.BUDGET_EXCEEDED : Denial.INSUFFICIENT_CREDITS;
    boolean own = account.equals(principal.chargePath().getFirst());
    if (!own) {
      return new Denied(denial, denial.message(), null, scope(account), null);
    }
    var message =
        "This request may cost up to "
            + NanocreditText.credits(outcome.holdNanocredits())
            + " credits, and "
            + NanocreditText.credits(outcome.balanceNanocredits())
            + " are left. Add credits or lower its token limit.";
    return new Denied(denial, message, null, scope(account), outcome.balanceNanocredits());
  }

  /** The cap is the caller's own, like the price of what it asked for. */
  static Denied tooExpensive(long holdNanocredits, long maxNanocredits) {
    var denial = Denial.REQUEST_TOO_EXPENSIVE;
    var message =
        "This request may cost up to "
            + NanocreditText.credits(holdNanocredits)
            + " credits, and the API key allows one to cost "
            + NanocreditText.credits(maxNanocredits)
            + ". Lower max_tokens or n, or shorten the input.";
    return new Denied(denial, message, null, denial.scope(), maxNanocredits);
  }

  static Denied of(HoldOutcome.InFlight outcome) {
    var denial = Denial.IN_FLIGHT;
    return new Denied(denial, denial.message(), null, scope(outcome.account()), null);
  }

  /** {@code wallet:user:alice} is a limit of a user. */
  private static LimitScope scope(String account) {
    var parts = account.split(":", 3);
    var owner = parts.length == 3 ? parts[1] : "";
    return switch (owner) {
      case "key" -> LimitScope.KEY;
      case "user" -> LimitScope.USER;
      default -> LimitScope.ORGANIZATION;
    };
  }
}
