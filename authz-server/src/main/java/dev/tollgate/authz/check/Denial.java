package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.ErrorKind.FAILED;
import static dev.tollgate.authz.check.ErrorKind.FORBIDDEN;
import static dev.tollgate.authz.check.ErrorKind.INVALID;
import static dev.tollgate.authz.check.ErrorKind.LIMITED;
import static dev.tollgate.authz.check.ErrorKind.NOT_FOUND;
import static dev.tollgate.authz.check.ErrorKind.OVERLOADED;
import static dev.tollgate.authz.check.ErrorKind.TOO_LARGE;
import static dev.tollgate.authz.check.ErrorKind.UNAUTHENTICATED;
import static dev.tollgate.authz.check.ErrorKind.UNIDENTIFIED;
import static dev.tollgate.authz.check.ErrorKind.UNPAID;
import static dev.tollgate.authz.check.ErrorKind.USED_UP;

import org.jspecify.annotations.Nullable;

/**
 * Every way in which a request is refused: the one table, published as docs/reference/errors.md.
 * The rows stand in the order of precedence: where several hold, the first is the answer. {@code
 * reason} is for operators and starts with whose fault it is; the other columns are for the caller,
 * who sees no more than is safe.
 */
enum Denial {
  UNKNOWN_ENDPOINT(
      NOT_FOUND,
      "unknown_endpoint",
      "caller_unknown_endpoint",
      null,
      "Unknown method and path. Check the base URL and the path."),
  MISSING_KEY(
      UNIDENTIFIED,
      "missing_api_key",
      "caller_missing_key",
      null,
      "No API key was sent. Send it in the header Authorization: Bearer <key>."),
  KEY_IN_URL(
      UNAUTHENTICATED,
      "invalid_api_key",
      "caller_key_in_url",
      LimitScope.KEY,
      "An API key in the URL or in the header User-Agent is refused because both are logged. Send"
          + " it in the header Authorization: Bearer <key>, and replace this key."),
  CONFLICTING_KEYS(
      UNAUTHENTICATED,
      "invalid_api_key",
      "caller_conflicting_keys",
      LimitScope.KEY,
      "More than one credential was sent. Send exactly one, once."),
  MALFORMED_KEY(
      UNAUTHENTICATED,
      "invalid_api_key",
      "caller_malformed_key",
      LimitScope.KEY,
      "The API key is not valid. Check that it was copied whole."),
  OTHER_PRODUCTS_KEY(
      UNAUTHENTICATED,
      "invalid_api_key",
      "caller_other_products_key",
      LimitScope.KEY,
      "This is a provider's key, not one of this gateway: use the key that was issued here. Replace"
          + " the provider's key, as it has been sent to a system that it is not for."),
  UNKNOWN_KEY(
      UNAUTHENTICATED,
      "invalid_api_key",
      "caller_unknown_key",
      LimitScope.KEY,
      "The API key is not valid. Check that it was copied whole."),
  REVOKED_KEY(
      UNAUTHENTICATED,
      "invalid_api_key",
      "caller_revoked_key",
      LimitScope.KEY,
      "The API key is not valid. Check that it was copied whole."),
  BOOTSTRAP_ENDED(
      UNAUTHENTICATED,
      "invalid_api_key",
      "caller_bootstrap_ended",
      LimitScope.KEY,
      "The bootstrap key has done its work: use the key with the permission platform:*."),
  EXPIRED_KEY(
      UNAUTHENTICATED,
      "expired_api_key",
      "caller_expired_key",
      LimitScope.KEY,
      "The API key has expired. Create a new one."),
  ACCOUNT_SUSPENDED(
      FORBIDDEN,
      "account_suspended",
      "policy_account_suspended",
      LimitScope.ORGANIZATION,
      "The organization or the user is suspended. Ask its administrator."),
  ENVIRONMENT_NOT_ALLOWED(
      FORBIDDEN,
      "environment_not_allowed",
      "policy_environment_not_allowed",
      LimitScope.KEY,
      "The API key is for another environment than this gateway's. Use one that was made for it."),
  KEY_UNREADABLE(
      "platform_key_unreadable",
      "What is stored of this API key cannot be understood. Ask its administrator to correct it."),
  IDENTITY_UNAVAILABLE(
      "platform_identity_unavailable", "The API key cannot be checked right now. Please retry."),
  IP_NOT_ALLOWED(
      FORBIDDEN,
      "ip_not_allowed",
      "policy_ip_not_allowed",
      LimitScope.KEY,
      "The API key may not be used from this address. Use it from one on its list, or ask its"
          + " administrator."),
  INSUFFICIENT_SCOPE(
      FORBIDDEN,
      "insufficient_scope",
      "policy_insufficient_scope",
      LimitScope.KEY,
      "The API key lacks what this path needs. Use a key that has it."),
  INVALID_HEADER(
      INVALID,
      "invalid_value",
      "caller_invalid_header",
      null,
      "A header has a value that is not supported."),
  REQUEST_TOO_LARGE(
      TOO_LARGE,
      "request_too_large",
      "caller_request_too_large",
      null,
      "The request body is too large."),
  INVALID_JSON(
      INVALID,
      "invalid_json",
      "caller_invalid_json",
      null,
      "The body must be one JSON object, sent with content-type: application/json."),
  INVALID_MEMBER(
      INVALID,
      "invalid_value",
      "caller_invalid_member",
      null,
      "A member of the body has a value that is not supported."),
  UNMETERABLE(
      INVALID,
      "unsupported_feature",
      "policy_unmeterable",
      null,
      "The request uses a feature whose cost cannot be metered yet. Leave it out."),
  MODEL_NOT_ALLOWED(
      FORBIDDEN,
      "model_not_allowed",
      "policy_model_not_allowed",
      LimitScope.KEY,
      "The API key may not use this model. Use another one, or ask its administrator."),
  PRICES_UNAVAILABLE(
      "platform_prices_unavailable", "Prices are not available right now. Please retry."),
  MODEL_NOT_FOUND(
      NOT_FOUND,
      "model_not_found",
      "caller_model_not_found",
      LimitScope.MODEL,
      "The model does not exist here. GET /v1/models lists those that do."),
  MODEL_OF_OTHER_KIND(
      NOT_FOUND,
      "model_not_found",
      "caller_model_of_other_kind",
      LimitScope.MODEL,
      "The model exists, but not for this endpoint."),
  PROVIDER_NOT_CONFIGURED(
      INVALID,
      "provider_not_configured",
      "provider_not_configured",
      LimitScope.MODEL,
      "The model's provider is not configured here. Use another model."),
  PROVIDER_KEY_UNKNOWN(
      "platform_provider_key_unknown",
      "The key for the model's provider is not available right now. Please retry."),
  BYOK_NOT_ALLOWED(
      FORBIDDEN,
      "byok_not_allowed",
      "policy_byok_not_allowed",
      LimitScope.ORGANIZATION,
      "Your own key for the model's provider may not be used in your organization's tier. Remove"
          + " the key to use the platform's, or ask for a higher tier."),
  AUDIT_UNAVAILABLE(
      "platform_audit_unavailable", "The call cannot be written down right now. Please retry."),
  BOUND_TOO_LARGE(
      INVALID,
      "unsupported_feature",
      "caller_bound_too_large",
      null,
      "The request may cost more than can be counted. Lower its token limit or n."),
  REQUEST_TOO_EXPENSIVE(
      INVALID,
      "request_too_expensive",
      "policy_request_too_expensive",
      LimitScope.KEY,
      "The request may cost more than the API key allows one to. Lower max_tokens or n, or shorten"
          + " the input."),
  INSUFFICIENT_CREDITS(
      UNPAID,
      "insufficient_credits",
      "policy_insufficient_credits",
      LimitScope.ORGANIZATION,
      "Not enough credits for what this request may cost. Add credits or lower its token limit."),
  BUDGET_EXCEEDED(
      UNPAID,
      "budget_exceeded",
      "policy_budget_exceeded",
      LimitScope.ORGANIZATION,
      "A budget does not cover what this request may cost. Raise it or lower the token limit."),
  PLAN_LIMIT_EXCEEDED(
      USED_UP,
      "plan_limit_exceeded",
      "policy_plan_limit_exceeded",
      LimitScope.ORGANIZATION,
      "The number of requests that are allowed is used up. Wait until it begins anew, or ask for a"
          + " higher one."),
  IN_FLIGHT(
      LIMITED,
      "in_flight_budget_exhausted",
      "policy_in_flight",
      LimitScope.ORGANIZATION,
      "The credits left are held by requests in flight. Retry when they have ended."),
  CREDITS_UNAVAILABLE(
      "platform_credits_unavailable", "Credits cannot be reserved right now. Please retry."),
  NOT_UNDERSTOOD(
      "platform_check_not_understood", "The request could not be checked. Please retry."),
  OVERLOADED_CHECK(
      OVERLOADED,
      "authorization_unavailable",
      "platform_overloaded",
      LimitScope.PLATFORM,
      "Too many requests are being checked. Please retry."),
  TIMED_OUT("platform_timed_out", "The request could not be checked in time. Please retry."),
  INTERNAL("platform_internal", "The request could not be checked. Please retry."),
  /** The caller hung up while Check ran: no answer is sent, the row is for metrics. */
  CANCELLED(
      FAILED, "authorization_unavailable", "caller_cancelled", null, "The request was cancelled.");

  private final ErrorKind kind;
  private final String code;
  private final String reason;
  private final @Nullable LimitScope scope;
  private final String message;

  Denial(ErrorKind kind, String code, String reason, @Nullable LimitScope scope, String message) {
    this.kind = kind;
    this.code = code;
    this.reason = reason;
    this.scope = scope;
    this.message = message;
  }

  /** What the platform failed at: it may work soon. */
  Denial(String reason, String message) {
    this(FAILED, "authorization_unavailable", reason, LimitScope.PLATFORM, message);
  }

  ErrorKind kind() {
    return kind;
  }

  String code() {
    return code;
  }

  /** The label of metrics and logs. */
  String reason() {
    return reason;
  }

  /** Whose limit it is, unless the case at hand says it more exactly; null where it is nobody's. */
  @Nullable LimitScope scope() {
    return scope;
  }

  /** What the caller reads, unless the case at hand says it more exactly. */
  String message() {
    return message;
  }
}
