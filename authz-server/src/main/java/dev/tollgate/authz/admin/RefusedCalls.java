package dev.tollgate.authz.admin;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which calls were refused to a key that is known: because it may not do this, or not
 * from there. The caller hears of the refusal once it is written; if it cannot be, all the same.
 */
final class RefusedCalls {
  private static final Logger log = LoggerFactory.getLogger(RefusedCalls.class);
  private static final int REASON_CHARACTERS_MAX = 255;
  private static final String LACKING = "insufficient_scope";

  /** Between us and ourselves: no caller gets it. */
  private static final Metadata.Key<String> MARK =
      Metadata.Key.of("tollgate-refused", Metadata.ASCII_STRING_MARSHALLER);

  private final JdbcRefusals refusals;
  private final RefusalBounds bounds = new RefusalBounds();
  private final InstantSource clock;

  RefusedCalls(JdbcRefusals refusals, InstantSource clock) {
    this.refusals = refusals;
    this.clock = clock;
  }

  /** Says of an error with another status that its cause is what the caller's key lacks. */
  static StatusRuntimeException mark(StatusRuntimeException error) {
    var trailers = error.getTrailers();
    if (trailers != null) {
      trailers.put(MARK, LACKING);
    }
    return error;
  }

  /** The call of a caller, whose refusal is written down. */
  <Q, A> ServerCall<Q, A> watch(ServerCall<Q, A> call, Caller caller) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void close(Status status, Metadata trailers) {
        var code = code(status, trailers);
        if (code != null) {
          var reason = status.getDescription() == null ? "" : status.getDescription();
          record(caller, getMethodDescriptor().getBareMethodName(), code, reason);
        }
        super.close(status, trailers);
      }
    };
  }

  private static @Nullable String code(Status status, Metadata trailers) {
    var marked = trailers.get(MARK);
    trailers.discardAll(MARK);
    return status.getCode() == Status.Code.PERMISSION_DENIED
        ? ErrorCode.of(status.getCode(), trailers)
        : marked;
  }

  private void record(Caller caller, @Nullable String method, String code, String reason) {
    var now = clock.instant();
    var call = method == null ? "" : method;
    var told = reason.substring(0, Math.min(reason.length(), REASON_CHARACTERS_MAX));
    bounds
        .admit(caller.actor(), now)
        .ifPresent(unrecorded -> {
          try {
            refusals.write(caller, call, code, told, unrecorded, now);
          } catch (RuntimeException e) {
            log.warn(
                "A call of {} that was refused could not be written down: {}",
                caller.actor(),
                AdminApi.withoutValues(e));
          }
        });
  }
}
