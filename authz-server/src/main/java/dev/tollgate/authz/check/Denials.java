package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.WindowAccount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the refusals of other packages stand in the table. */
final class Denials {
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
  static Denied of(HoldOutcome.Insufficient outcome, ChargePath path) {
    var account = outcome.account();
    var window = WindowAccount.parse(account);
    if (window != null) {
      return usedUp(window, path.resetsAt(account));
    }
    var denial = Denial.INSUFFICIENT_CREDITS;
    boolean own = account.equals(path.accounts().getFirst());
    if (!own) {
      return new Denied(denial, denial.message(), null, scope(account), null, null);
    }
    var message =
        "This request may cost up to "
            + NanocreditText.credits(outcome.holdNanocredits())
            + " credits, and "
            + NanocreditText.credits(outcome.balanceNanocredits())
            + " are left. Add credits or lower its token limit.";
    return new Denied(denial, message, null, scope(account), outcome.balanceNanocredits(), null);
  }

  private static Denied usedUp(WindowAccount window, @Nullable Instant resetsAt) {
    var limit = window.limit();
    var scope = scope(limit.scope());
    var period =
        switch (limit.period()) {
          case DAY -> "daily";
          case WEEK -> "weekly";
          case MONTH -> "monthly";
        };
    var whose =
        switch (limit.scope()) {
          case KEY -> "API key";
          case USER -> "user";
          case ORGANIZATION -> "organization";
        };
    return switch (limit.kind()) {
      case BUDGET, SPEND ->
          new Denied(
              Denial.BUDGET_EXCEEDED,
              "The %s budget of the %s%s does not cover what this request may cost. Lower its token"
                      .formatted(period, whose, with(limit.kind()))
                  + " limit, or ask for a higher budget.",
              null,
              scope,
              null,
              resetsAt);
      case QUOTA ->
          new Denied(
              Denial.PLAN_LIMIT_EXCEEDED,
              "The %s number of requests of the %s is used up. Wait until it begins anew, or ask"
                      .formatted(period, whose)
                  + " for a higher one.",
              null,
              scope,
              null,
              resetsAt);
    };
  }

  /** A key of the caller's own spends of it, which may surprise. */
  private static String with(LimitId.Kind kind) {
    return kind == LimitId.Kind.SPEND ? ", which counts keys of your own too," : "";
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
    return new Denied(denial, message, null, denial.scope(), maxNanocredits, null);
  }

  static Denied of(HoldOutcome.InFlight outcome) {
    var denial = Denial.IN_FLIGHT;
    var window = WindowAccount.parse(outcome.account());
    var scope = window == null ? scope(outcome.account()) : scope(window.limit().scope());
    return new Denied(denial, denial.message(), null, scope, null, null);
  }

  /** {@code wallet:user:alice} is a user's. */
  private static LimitScope scope(String wallet) {
    return wallet.startsWith("wallet:user:") ? LimitScope.USER : LimitScope.ORGANIZATION;
  }

  private static LimitScope scope(LimitId.Scope scope) {
    return switch (scope) {
      case KEY -> LimitScope.KEY;
      case USER -> LimitScope.USER;
      case ORGANIZATION -> LimitScope.ORGANIZATION;
    };
  }
}
