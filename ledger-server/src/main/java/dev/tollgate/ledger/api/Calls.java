package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.StreamRefused;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a call and answers it once, whatever happens; no caller ever sees a stack trace. */
final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);
  private static final String CHECK_VIOLATION = "23514";

  private Calls() {}

  /** The work of one call. */
  interface Work<A> {
    A run() throws SQLException;
  }

  static <A> void answer(StreamObserver<A> observer, BearerTokens.Role role, Work<A> work) {
    A answer;
    try {
      requireRole(role);
      answer = work.run();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
      return;
    } catch (StreamRefused e) {
      observer.onError(refused(e));
      return;
    } catch (IllegalArgumentException e) {
      observer.onError(GrpcErrors.invalidArgument(Fields.named(e)));
      return;
    } catch (SQLException e) {
      observer.onError(unavailable(e));
      return;
    } catch (RuntimeException e) {
      log.error("A call failed", e);
      observer.onError(GrpcErrors.internal("the ledger failed; its log says why"));
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  private static void requireRole(BearerTokens.Role role) {
    var caller = BearerTokens.current();
    if (caller.role() != role) {
      throw GrpcErrors.permissionDenied(
          "\"" + caller.name() + "\" may not do this: it takes the role " + role);
    }
  }

  private static StatusRuntimeException refused(StreamRefused e) {
    return e.reason() == StreamRefused.Reason.NOT_YOURS
        ? GrpcErrors.permissionDenied(String.valueOf(e.getMessage()))
        : GrpcErrors.aborted(e.reason().name(), String.valueOf(e.getMessage()));
  }

  private static StatusRuntimeException unavailable(SQLException e) {
    if (CHECK_VIOLATION.equals(e.getSQLState())) {
      log.error("An invariant held something back", e);
      return GrpcErrors.failedPrecondition("an invariant of the ledger refuses this");
    }
    log.warn("PostgreSQL: {}", e.getMessage());
    return GrpcErrors.unavailable("the database cannot be used now: retry with the same content");
  }
}
