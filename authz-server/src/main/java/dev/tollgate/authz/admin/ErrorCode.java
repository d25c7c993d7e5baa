package dev.tollgate.authz.admin;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What programs branch on: the code of docs/reference/errors.md. Where a status does not tell which
 * it is, the code goes with it as metadata.
 */
final class ErrorCode {
  /** Waiting is of use, unlike with what else is exhausted. */
  static final String TOO_MANY_TESTS = "too_many_tests";

  private static final Metadata.Key<String> CODE =
      Metadata.Key.of("tollgate-error-code", Metadata.ASCII_STRING_MARSHALLER);

  private ErrorCode() {}

  static Metadata trailers(String code) {
    var trailers = new Metadata();
    trailers.put(CODE, code);
    return trailers;
  }

  static String of(Status.Code status, @Nullable Metadata trailers) {
    var code = trailers == null ? null : trailers.get(CODE);
    return code == null ? usual(status) : code;
  }

  private static String usual(Status.Code status) {
    return switch (status) {
      case INVALID_ARGUMENT -> "invalid_value";
      case UNAUTHENTICATED -> "invalid_api_key";
      case PERMISSION_DENIED -> "insufficient_scope";
      case NOT_FOUND -> "not_found";
      case ALREADY_EXISTS -> "already_exists";
      case RESOURCE_EXHAUSTED -> "too_many_keys";
      case FAILED_PRECONDITION -> "not_possible_now";
      case UNAVAILABLE -> "authorization_unavailable";
      default -> "internal_error";
    };
  }
}
