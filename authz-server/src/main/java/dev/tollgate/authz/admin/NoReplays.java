package dev.tollgate.authz.admin;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Refuses idempotency keys, instead of ignoring them: a second call could not be answered like the
 * first one, as a key is shown once and not kept.
 */
final class NoReplays implements ServerInterceptor {
  private static final Metadata.Key<String> IDEMPOTENCY_KEY =
      Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!headers.containsKey(IDEMPOTENCY_KEY)) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.INVALID_ARGUMENT.withDescription(
            "the header Idempotency-Key is not supported, as a key that was shown cannot be shown"
                + " again: leave it out, and after a lost answer list the keys and revoke the one"
                + " that nobody has"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
