package dev.tollgate.authz.credits;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the replica says to the ledger, step by step: opens the replica, sends its records in order,
 * keeps its session alive. Whatever fails is repeated with the same content; the watermark makes
 * that safe. One thread at a time.
 */
final class Reporter {
  private static final Logger log = LoggerFactory.getLogger(Reporter.class);

  /** What was sent is not what follows the watermark: a new process reads the journal again. */
  private static final String GAP = "GAP";

  /** The journal is fine, but another process owns it. */
  private static final String FENCED = "FENCED";

  private static final int BATCH_MAX = 1_000;
  private static final long LINGER_MILLIS = 20;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final long BACKOFF_MILLIS_MIN = 50;
  private static final long BACKOFF_MILLIS_MAX = 2_000;

  private final ReplicaOpening opening;
  private final Supplier<ReportRequest> identity;
  private final LedgerCalls ledger;
  private final Session session;
  private final RecordStream stream;
  private final Settler settler;
  private final PriceFeed prices;
  private final LedgerWatch watch;
  private final CreditsMetrics metrics;
  private final LongSupplier nanoTime;
  private final Runnable unfit;
  private final Runnable restart;
  private ReplicaOpening.Opened opened = ReplicaOpening.Opened.NOT_YET;
  private long heartbeat;
  private long heartbeatNanos;
  private long backoffMillis = BACKOFF_MILLIS_MIN;

  /**
   * What to do after a step: wait.
   *
   * @param untilWoken whether a new record ends it before its time
   */
  record Pause(long nanos, boolean untilWoken) {
    static final Pause NONE = new Pause(0, false);

    static Pause ofMillis(long millis) {
      return new Pause(TimeUnit.MILLISECONDS.toNanos(millis), false);
    }
  }

  /**
   * @param identity makes a Report that says nothing: who reports
   * @param unfit run when the ledger grants this journal nothing any more
   * @param restart run when what is in memory is not what the journal holds
   */
  Reporter(
      ReplicaOpening opening,
      Supplier<ReportRequest> identity,
      LedgerCalls ledger,
      Session session,
      RecordStream stream,
      Settler settler,
      PriceFeed prices,
      LedgerWatch watch,
      CreditsMetrics metrics,
      LongSupplier nanoTime,
      Runnable unfit,
      Runnable restart) {
    this.opening = opening;
    this.identity = identity;
    this.ledger = ledger;
    this.session = session;
    this.stream = stream;
    this.settler = settler;
    this.prices = prices;
    this.watch = watch;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.unfit = unfit;
    this.restart = restart;
  }

  /** One step, which may call the ledger and wait for its answer. */
  Pause turn() {
    try {
      var pause =
          switch (opened) {
            case NOT_YET -> open();
            case ADMITTING, DRAINING -> report();
            case REFUSED -> Pause.ofMillis(BACKOFF_MILLIS_MAX);
          };
      backoffMillis = BACKOFF_MILLIS_MIN;
      return pause;
    } catch (StatusRuntimeException e) {
      return failed(e);
    } catch (RuntimeException e) {
      log.error("The stream to the ledger is stuck and is tried again", e);
      return backOff();
    }
  }

  private Pause open() {
    opened = opening.open();
    heartbeatNanos = nanoTime.getAsLong();
    switch (opened) {
      case ADMITTING -> watch.start();
      case DRAINING -> unfit.run();
      case NOT_YET, REFUSED -> {}
    }
    return Pause.NONE;
  }

  private Pause report() {
    settler.returnSurplus();
    var records = stream.batch(BATCH_MAX);
    long sinceHeartbeat = nanoTime.getAsLong() - heartbeatNanos;
    if (records.isEmpty() && sinceHeartbeat < HEARTBEAT.toNanos()) {
      return new Pause(HEARTBEAT.toNanos() - sinceHeartbeat, true);
    }
    long sent = nanoTime.getAsLong();
    var request = identity.get().toBuilder().addAllRecords(records);
    if (opened == ReplicaOpening.Opened.ADMITTING) {
      request.setHeartbeat(++heartbeat);
    }
    apply(ledger.report(request.build()), sent);
    return records.size() < BATCH_MAX ? Pause.ofMillis(LINGER_MILLIS) : Pause.NONE;
  }

  private void apply(ReportResponse response, long sentNanos) {
    if (!response.getHistoryId().equals(opening.historyId())
        || response.getWatermark() < stream.acked()) {
      session.stop("the ledger went back in time: see docs/reference/leases.md, \"History\"");
      watch.close();
      opened = ReplicaOpening.Opened.REFUSED;
      log.error("The ledger went back in time. Nothing is admitted; the journal is kept.");
      return;
    }
    stream.acknowledge(response.getWatermark());
    heartbeatNanos = sentNanos;
    if (opened == ReplicaOpening.Opened.ADMITTING) {
      session.answered(sentNanos, opening.session());
    }
    response.getRecallsList().forEach(watch::recalled);
    prices.refresh(response.getPricesVersion());
  }

  private Pause failed(StatusRuntimeException e) {
    metrics.reportFailed();
    var reason = GrpcErrors.reasonOf(e);
    if (reason != null && e.getStatus().getCode() == Status.Code.ABORTED) {
      refused(reason, e);
      return Pause.NONE;
    }
    log.warn("The ledger does not take reports now: {}", e.getStatus());
    return backOff();
  }

  private void refused(String reason, StatusRuntimeException e) {
    session.stop("the ledger fenced this replica off: " + reason);
    watch.close();
    opened = ReplicaOpening.Opened.REFUSED;
    log.error("The ledger refuses this replica ({}). It admits nothing.", e.getMessage());
    switch (reason) {
      case FENCED -> {}
      case GAP -> restart.run();
      default -> unfit.run();
    }
  }

  private Pause backOff() {
    var pause = Pause.ofMillis(backoffMillis);
    backoffMillis = Math.min(2 * backoffMillis, BACKOFF_MILLIS_MAX);
    return pause;
  }

  /**
   * Sends what is left, and closes the replica for good if nothing is open. The last step.
   *
   * @return whether nobody needs the journal any more: the ledger has closed the replica, or has
   *     all of a journal that is only drained
   */
  boolean flush(boolean close, Holds holds) {
    try {
      return switch (opened) {
        case NOT_YET, REFUSED -> false;
        case DRAINING -> {
          sendAll();
          yield holds.open().isEmpty();
        }
        case ADMITTING -> {
          sendAll();
          yield close && holds.open().isEmpty() && closeReplica();
        }
      };
    } catch (RuntimeException e) {
      log.warn("The last report failed; the journal keeps what it held: {}", e.toString());
      return false;
    }
  }

  private void sendAll() {
    settler.returnSurplus();
    var records = stream.batch(BATCH_MAX);
    while (!records.isEmpty()) {
      var request = identity.get().toBuilder().addAllRecords(records).build();
      stream.acknowledge(ledger.report(request).getWatermark());
      records = stream.batch(BATCH_MAX);
    }
  }

  private boolean closeReplica() {
    ledger.report(identity.get().toBuilder().setFinal(true).build());
    return true;
  }
}
