package dev.tollgate.authz.credits;

import dev.tollgate.kit.grpc.GrpcErrors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the replica says to the ledger, step by step: opens the replica, sends its records in order,
 * keeps its session alive, opens it again when the ledger may have lost commits. Whatever fails is
 * repeated with the same content; the watermark makes that safe. One thread at a time.
 */
final class Reporter {
  private static final Logger log = LoggerFactory.getLogger(Reporter.class);
  private static final long BACKOFF_MILLIS_MIN = 50;
  private static final long BACKOFF_MILLIS_MAX = 2_000;

  /** How far it is. */
  private enum Stage {
    NOT_OPEN,
    /** It is to be opened again, once no admission is under way. */
    QUIESCING,
    ADMITTING,
    DRAINING,
    /** The ledger has ended the replica of a retired journal: what is left goes by Late. */
    LATE,
    /** The ledger does not take this replica's records. */
    REFUSED
  }

  /** Ends admission for a while; tells when every admission that was under way has ended. */
  interface Admission {
    void suspend(String reason, Runnable ended);
  }

  private final ReplicaOpening opening;
  private final Session session;
  private final Admission admission;
  private final LedgerWatch watch;
  private final LateRecords late;
  private final Reports reports;
  private final CreditsMetrics metrics;
  private final Runnable wake;
  private final Runnable unfit;
  private final Runnable restart;
  private final AtomicReference<@Nullable String> reopenReason = new AtomicReference<>();
  private Stage stage = Stage.NOT_OPEN;
  private boolean afterGap;
  private volatile boolean quiet;
  private long backoffMillis = BACKOFF_MILLIS_MIN;

  /**
   * @param wake ends a pause until woken
   * @param unfit run when the ledger grants this journal nothing any more
   * @param restart run when what is in memory is not what the journal holds
   */
  Reporter(
      ReplicaOpening opening,
      Session session,
      Admission admission,
      LedgerWatch watch,
      LateRecords late,
      Reports reports,
      CreditsMetrics metrics,
      Runnable wake,
      Runnable unfit,
      Runnable restart) {
    this.opening = opening;
    this.session = session;
    this.admission = admission;
    this.watch = watch;
    this.late = late;
    this.reports = reports;
    this.metrics = metrics;
    this.wake = wake;
    this.unfit = unfit;
    this.restart = restart;
  }

  /** The ledger seems to have lost commits: the next step opens the replica again. Any thread. */
  void reopen(String why) {
    if (reopenReason.compareAndSet(null, why)) {
      wake.run();
    }
  }

  /** One step, which may call the ledger and wait for its answer. */
  Pause turn() {
    try {
      return step();
    } catch (RuntimeException e) {
      log.error("The stream to the ledger is stuck and is tried again", e);
      return backOff();
    }
  }

  private Pause step() {
    try {
      var pause =
          switch (stage) {
            case NOT_OPEN -> open();
            case QUIESCING -> quiet ? open() : Pause.ofMillis(1);
            case ADMITTING, DRAINING -> reportOrReopen();
            case LATE -> late.step();
            case REFUSED -> Pause.ofMillis(BACKOFF_MILLIS_MAX);
          };
      backoffMillis = BACKOFF_MILLIS_MIN;
      return pause;
    } catch (StatusRuntimeException e) {
      return failed(e);
    }
  }

  private Pause open() {
    var opened = opening.open(afterGap);
    afterGap = false;
    reopenReason.set(null);
    reports.opened();
    switch (opened) {
      case ADMITTING -> {
        stage = Stage.ADMITTING;
        watch.start();
      }
      case DRAINING -> {
        stage = Stage.DRAINING;
        watch.close();
        unfit.run();
      }
      case OWN_GAP -> {
        refuse("it lacks records that it never had");
        if (!opening.retired()) {
          restart.run();
        }
      }
    }
    return Pause.NONE;
  }

  private Pause reportOrReopen() {
    var why = reopenReason.get();
    return why == null ? report() : quiesce(why);
  }

  /** Nothing of before may count once the replica is open again: no admission, no reply. */
  private Pause quiesce(String why) {
    log.error("The ledger may have lost commits ({}): the replica is opened again", why);
    quiet = false;
    stage = Stage.QUIESCING;
    watch.pause();
    admission.suspend("the ledger may have lost commits", () -> quiet = true);
    return Pause.ofMillis(BACKOFF_MILLIS_MIN);
  }

  private Pause report() {
    boolean answered = backoffMillis == BACKOFF_MILLIS_MIN;
    var pause = reports.next(stage == Stage.ADMITTING, answered);
    return pause == null ? quiesce("a Report was answered out of another past") : pause;
  }

  private Pause failed(StatusRuntimeException e) {
    metrics.reportFailed();
    var reason = GrpcErrors.reasonOf(e);
    var code = e.getStatus().getCode();
    if (stage == Stage.LATE && (reason != null || code == Status.Code.FAILED_PRECONDITION)) {
      log.warn("The ledger does not take late records ({}): it may have been restored", reason);
      opening.takeOn(0);
      stage = Stage.NOT_OPEN;
      return backOff();
    }
    if (reason != null && code == Status.Code.ABORTED) {
      return refused(reason, e);
    }
    log.warn("The ledger does not take reports now: {}", e.getStatus());
    return backOff();
  }

  private Pause refused(String reason, StatusRuntimeException e) {
    boolean open = stage == Stage.ADMITTING || stage == Stage.DRAINING;
    switch (reason) {
      case "HISTORY", "GAP", "UNKNOWN" -> {
        if (!open) {
          return backOff();
        }
        afterGap = reason.equals("GAP");
        return quiesce(reason);
      }
      case "CONDEMNED", "CLOSED" -> {
        return ended(reason, e);
      }
      // The journal is fine, but another process owns it.
      case "FENCED" -> refuse(String.valueOf(e.getMessage()));
      default -> {
        refuse(String.valueOf(e.getMessage()));
        unfit.run();
      }
    }
    return Pause.NONE;
  }

  /** A journal that is written is retired first: the next start tells the rest of it. */
  private Pause ended(String reason, StatusRuntimeException e) {
    if (!opening.retired()) {
      refuse(String.valueOf(e.getMessage()));
      unfit.run();
      return Pause.NONE;
    }
    log.warn("The ledger has ended this replica ({}): what is left of it goes by Late", reason);
    late.begin();
    stage = Stage.LATE;
    return Pause.NONE;
  }

  private void refuse(String why) {
    session.stop("the ledger refuses this replica");
    watch.close();
    stage = Stage.REFUSED;
    log.error("The ledger refuses this replica ({}). It admits nothing.", why);
  }

  private Pause backOff() {
    var pause = Pause.ofMillis(backoffMillis);
    backoffMillis = Math.min(2 * backoffMillis, BACKOFF_MILLIS_MAX);
    return pause;
  }

  /**
   * Sends what is left, and closes the replica for good if nothing is open. The last step.
   *
   * @return the ledger's history under which nobody needs the journal any more: the replica has
   *     left, or the ledger has all; null if somebody does
   */
  @Nullable String flush(boolean close, Holds holds) {
    try {
      boolean isFinished =
          switch (stage) {
            case NOT_OPEN, QUIESCING, REFUSED -> false;
            case DRAINING -> reports.sendAll() && holds.open().isEmpty();
            case LATE -> late.tellAll() && holds.open().isEmpty();
            case ADMITTING ->
                reports.sendAll() && close && holds.open().isEmpty() && reports.close();
          };
      return !isFinished ? null : stage == Stage.LATE ? late.historyId() : opening.historyId();
    } catch (RuntimeException e) {
      log.warn("The last report failed; the journal keeps what it held: {}", e.toString());
      return null;
    }
  }
}
