package dev.tollgate.authz.admin;

import dev.tollgate.kit.grpc.GrpcErrors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

/**
 * Hands the ledger's answer on. Its refusals arrive as they are, but for those of which our caller
 * would draw the wrong conclusion.
 */
final class LedgerAnswer<A> implements StreamObserver<A> {
  private final StreamObserver<A> caller;

  LedgerAnswer(StreamObserver<A> caller) {
    this.caller = caller;
  }

  @Override
  public void onNext(A answer) {
    caller.onNext(answer);
  }

  @Override
  public void onCompleted() {
    caller.onCompleted();
  }

  @Override
  public void onError(Throwable failure) {
    caller.onError(forCaller(failure));
  }

  /** What our caller is told of a failure of the ledger. */
  static StatusRuntimeException forCaller(Throwable failure) {
    var status = Status.fromThrowable(failure);
    return switch (status.getCode()) {
      // Not the caller's credential: that one was accepted here.
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          GrpcErrors.failedPrecondition(
              "the ledger does not accept this authz-server as an admin: set ledger.admin_token to"
                  + " the token of a caller with the role admin there");
      // A cause is known only of what happened on our side: the ledger's own words have none.
      case UNAVAILABLE ->
          status.getCause() == null
              ? asIs(failure)
              : GrpcErrors.unavailable(
                  "the ledger cannot be reached: see that a ledger-server runs at one of"
                      + " ledger.targets, and repeat the call with the same content");
      default -> asIs(failure);
    };
  }

  private static StatusRuntimeException asIs(Throwable failure) {
    return failure instanceof StatusRuntimeException refused
        ? refused
        : Status.fromThrowable(failure).asRuntimeException();
  }
}
