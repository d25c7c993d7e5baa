package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.kit.grpc.GrpcErrors;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Map;

/**
 * Gives every error a body: the error object of docs/reference/errors.md, and {@code detail}, which
 * old front ends read. Envoy sends the body with the HTTP status of the gRPC status that follows.
 * Every answer of the service must be an {@link HttpBody}.
 */
final class RestErrors implements ServerInterceptor {
  private static final String OURS = "something went wrong here: try again, or tell the operators";

  private static final Metadata.Key<String> CHALLENGE =
      Metadata.Key.of("www-authenticate", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return next.startCall(new WithBody<>(call), headers);
  }

  private static final class WithBody<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private boolean begun;

    WithBody(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      begun = true;
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (status.isOk() || begun) {
        super.close(status, trailers);
        return;
      }
      sendHeaders(headers(status.getCode(), trailers));
      sendMessage(
          getMethodDescriptor().parseResponse(body(status, trailers).toByteString().newInput()));
      super.close(Status.fromCode(httpStatusOf(status.getCode(), trailers)), new Metadata());
    }
  }

  private static Metadata headers(Status.Code code, Metadata trailers) {
    var headers = new Metadata();
    switch (code) {
      case UNAUTHENTICATED -> headers.put(CHALLENGE, "Bearer");
      case UNAVAILABLE -> headers.put(RETRY_AFTER, "2");
      default -> {
        if (waitingHelps(code, trailers)) {
          headers.put(RETRY_AFTER, Long.toString(TestBounds.APART.toSeconds()));
        }
      }
    }
    return headers;
  }

  private static HttpBody body(Status status, Metadata trailers) {
    var code = status.getCode();
    var problems = GrpcErrors.fieldProblemsOf(status.asRuntimeException(trailers));
    var message = message(status);
    var error = RestJson.object();
    error.put("message", message);
    error.put("type", type(code));
    error.put("param", problems.size() == 1 ? problems.keySet().iterator().next() : null);
    error.put("code", ErrorCode.of(code, trailers));
    return RestJson.body(Map.of("error", error, "detail", message));
  }

  private static String message(Status status) {
    var description = status.getDescription();
    return switch (status.getCode()) {
      case INTERNAL, UNKNOWN -> OURS;
      default -> description == null ? OURS : description;
    };
  }

  private static String type(Status.Code code) {
    return switch (code) {
      case PERMISSION_DENIED -> "permission_error";
      case UNAVAILABLE, INTERNAL, UNKNOWN -> "server_error";
      default -> "invalid_request_error";
    };
  }

  /** For Envoy, to whom ABORTED is 409: trying again is no use until something else is changed. */
  private static Status.Code httpStatusOf(Status.Code code, Metadata trailers) {
    return switch (code) {
      case RESOURCE_EXHAUSTED -> waitingHelps(code, trailers) ? code : Status.Code.ABORTED;
      case FAILED_PRECONDITION -> Status.Code.ABORTED;
      default -> code;
    };
  }

  private static boolean waitingHelps(Status.Code code, Metadata trailers) {
    return ErrorCode.of(code, trailers).equals(ErrorCode.TOO_MANY_TESTS);
  }
}
