package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the replica's Watch open, at whichever ledger-server there is, and does what it says. What
 * it misses while it is not open stands in the reply to the next Report, or is asked for again
 * within a second.
 */
final class LedgerWatch implements AutoCloseable {
  private final LedgerCalls ledger;
  private final Supplier<WatchRequest> identity;
  private final OpenLeases leases;
  private final PolicyFeed policies;
  private final Consumer<Runnable> later;
  private final Runnable wake;
  private final CreditsMetrics metrics;
  private final Consumer<String> reopen;
  private @Nullable Runnable end;
  private int streams;
  private boolean closed;

  /**
   * @param later runs a task a second later
   * @param wake lets what has become surplus be reported at once
   * @param reopen told why when the ledger seems to have lost commits
   */
  LedgerWatch(
      LedgerCalls ledger,
      Supplier<WatchRequest> identity,
      OpenLeases leases,
      PolicyFeed policies,
      Consumer<Runnable> later,
      Runnable wake,
      Consumer<String> reopen,
      CreditsMetrics metrics) {
    this.ledger = ledger;
    this.identity = identity;
    this.leases = leases;
    this.policies = policies;
    this.later = later;
    this.wake = wake;
    this.reopen = reopen;
    this.metrics = metrics;
  }

  /** Opens the stream, in the place of an older one. When the replica is open. */
  synchronized void start() {
    if (end != null) {
      end.run();
    }
    if (!closed) {
      int stream = ++streams;
      end = ledger.watch(identity.get(), event -> hear(stream, event), () -> ended(stream));
    }
  }

  private synchronized void ended(int stream) {
    if (!closed && stream == streams) {
      later.accept(() -> startAgain(stream));
    }
  }

  private synchronized void startAgain(int stream) {
    if (stream == streams) {
      start();
    }
  }

  private synchronized boolean isNewest(int stream) {
    return stream == streams;
  }

  private void hear(int stream, WatchResponse event) {
    if (!isNewest(stream)) {
      return;
    }
    if (!event.getHistoryId().equals(leases.get().historyId())) {
      reopen.accept("Watch told of another history");
      return;
    }
    switch (event.getEventCase()) {
      case RECALLED_ACCOUNT -> recalled(event.getRecalledAccount());
      case TOPPED_UP -> leases.get().toppedUp(event.getToppedUp().getAccount());
      case POLICIES_VERSION -> {
        policies.heard(event.getPoliciesVersion());
        wake.run();
      }
      case SUSPENDED_ACCOUNT -> recalled(event.getSuspendedAccount());
      case EVENT_NOT_SET -> {}
    }
  }

  /** Others need this account, or nobody may use it: its free lease goes back. */
  void recalled(String account) {
    metrics.recalled();
    leases.get().recall(account);
    wake.run();
  }

  /** Ends the stream until {@link #start}. */
  synchronized void pause() {
    streams++;
    if (end != null) {
      end.run();
      end = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    pause();
  }
}
