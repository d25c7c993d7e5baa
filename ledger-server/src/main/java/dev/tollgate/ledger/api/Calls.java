package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.StreamRefused;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a call and answers it once, whatever happens; no caller ever sees a stack trace. */
final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);

  /** Two transactions made the same row at once: the second finds it when it is repeated. */
  private static final String UNIQUE_VIOLATION = "23505";

  /**
   * Classes of SQLSTATE: no connection, a commit of unknown outcome among them (08), a standby
   * (25), serialization and deadlock (40), resources (53), locks (55), shutdown (57).
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "25", "40", "53", "55", "57");

  private Calls() {}

  /** The work of one call. */
  interface Work<A> {
    A run() throws SQLException;
  }

  static <A> void answer(StreamObserver<A> observer, BearerTokens.Role role, Work<A> work) {
    var answer = begin(observer, role, work);
    if (answer != null) {
      observer.onNext(answer);
      observer.onCompleted();
    }
  }

  /** Refuses a call and returns null if its work fails; else the rest is the caller's to do. */
  static <A> @Nullable A begin(StreamObserver<?> observer, BearerTokens.Role role, Work<A> work) {
    try {
      requireRole(role);
      return work.run();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
    } catch (StreamRefused e) {
      observer.onError(refused(e));
    } catch (IllegalArgumentException e) {
      observer.onError(GrpcErrors.invalidArgument(Fields.named(e)));
    } catch (SQLException e) {
      observer.onError(failed(e));
    } catch (RuntimeException e) {
      log.error("A call failed", e);
      observer.onError(GrpcErrors.internal("the ledger failed; its log says why"));
    }
    return null;
  }

  private static void requireRole(BearerTokens.Role role) {
    var caller = BearerTokens.current();
    if (caller.role() != role) {
      throw GrpcErrors.permissionDenied(
          "\"" + caller.name() + "\" may not do this: it takes the role " + role);
    }
  }

  private static StatusRuntimeException refused(StreamRefused e) {
    var message = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case NOT_YOURS -> GrpcErrors.permissionDenied(message);
      case NOT_OVER -> GrpcErrors.failedPrecondition(message);
      case FENCED, HISTORY, CONDEMNED, DRAINING, CLOSED, GAP, UNKNOWN ->
          GrpcErrors.aborted(e.reason().name(), message);
    };
  }

  /** What may pass is UNAVAILABLE and repeated; what cannot is ours to mend, and loud. */
  private static StatusRuntimeException failed(SQLException e) {
    if (passes(e)) {
      log.warn("PostgreSQL: {}", e.getMessage());
      return GrpcErrors.unavailable("the database cannot be used now: retry with the same content");
    }
    log.error("PostgreSQL refuses what the ledger asks; nothing was changed", e);
    return GrpcErrors.internal("the ledger's database refused this; the ledger's log says why");
  }

  private static boolean passes(SQLException e) {
    var state = e.getSQLState();
    return state == null
        || state.equals(UNIQUE_VIOLATION)
        || (state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2)));
  }
}
