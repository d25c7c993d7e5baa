package dev.tollgate.authz.check;

/** What all refusals of one kind share: the status, the {@code type}, and whether to repeat. */
enum ErrorKind {
  INVALID(400, "invalid_request_error", "invalid_request_error", Retry.UNSAID),
  UNIDENTIFIED(401, "invalid_request_error", "authentication_error", Retry.CHALLENGE),
  UNAUTHENTICATED(401, "invalid_request_error", "authentication_error", Retry.UNSAID),
  UNPAID(402, "insufficient_quota", "billing_error", Retry.STOP),
  FORBIDDEN(403, "permission_error", "permission_error", Retry.UNSAID),
  NOT_FOUND(404, "invalid_request_error", "not_found_error", Retry.UNSAID),
  TOO_LARGE(413, "invalid_request_error", "request_too_large", Retry.UNSAID),
  USED_UP(429, "insufficient_quota", "rate_limit_error", Retry.STOP),
  LIMITED(429, "rate_limit_error", "rate_limit_error", Retry.SOON),
  FAILED(503, "server_error", "api_error", Retry.LATER),
  OVERLOADED(503, "server_error", "overloaded_error", Retry.LATER);

  private final int status;
  private final String openAiType;
  private final String anthropicType;
  private final Retry retry;

  ErrorKind(int status, String openAiType, String anthropicType, Retry retry) {
    this.status = status;
    this.openAiType = openAiType;
    this.anthropicType = anthropicType;
    this.retry = retry;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** The type in an error of OpenAI's shape. */
  String openAiType() {
    return openAiType;
  }

  /** The type in an error of Anthropic's shape. */
  String anthropicType() {
    return anthropicType;
  }

  Retry retry() {
    return retry;
  }
}
