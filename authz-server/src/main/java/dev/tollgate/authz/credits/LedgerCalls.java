package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import dev.tollgate.proto.ledger.v1.ForwardResponse;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.PoliciesResponse;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import java.util.function.Consumer;

/**
 * The ledger as the replica calls it. Every call has a deadline. A failure of {@link #open}, {@link
 * #report}, {@link #late}, {@link #forward}, {@link #prices} and {@link #policies} is a {@link
 * io.grpc.StatusRuntimeException}; they block and are never called on an event loop.
 */
interface LedgerCalls {
  /** The most records that one call takes. */
  int RECORDS_MAX = 1_000;

  /** The answer to an asynchronous call. */
  sealed interface Reply<T> {
    record Ok<T>(T response) implements Reply<T> {}

    record Failed<T>(String reason) implements Reply<T> {}

    /** The ledger may have lost commits since this replica opened itself: it must open again. */
    record OtherHistory<T>() implements Reply<T> {}
  }

  /**
   * Asks for leases. Repeats itself, with the same content, while the ledger is unavailable and the
   * deadline of a Check allows. Calls back once, on a thread of the channel.
   */
  void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply);

  /**
   * Opens the replica's Watch. Both callbacks come on threads of the channel and must not block.
   *
   * @param ended called once when the stream is over, whatever ended it
   * @return ends the stream
   */
  Runnable watch(WatchRequest request, Consumer<WatchResponse> event, Runnable ended);

  OpenResponse open(OpenRequest request);

  ReportResponse report(ReportRequest request);

  LateResponse late(LateRequest request);

  ForwardResponse forward(ForwardRequest request);

  PricesResponse prices(long knownVersion);

  PoliciesResponse policies(long knownVersion);
}
