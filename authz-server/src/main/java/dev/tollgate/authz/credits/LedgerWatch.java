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
  private final Leases leases;
  private final Consumer<Runnable> later;
  private final Runnable wake;
  private final CreditsMetrics metrics;
  private @Nullable Runnable end;
  private boolean closed;

  /**
   * @param later runs a task a second later
   * @param wake lets what has become surplus be reported at once
   */
  LedgerWatch(
      LedgerCalls ledger,
      Supplier<WatchRequest> identity,
      Leases leases,
      Consumer<Runnable> later,
      Runnable wake,
      CreditsMetrics metrics) {
    this.ledger = ledger;
    this.identity = identity;
    this.leases = leases;
    this.later = later;
    this.wake = wake;
    this.metrics = metrics;
  }

  /** Opens the stream. Once, when the replica is open. */
  synchronized void start() {
    if (!closed) {
      end = ledger.watch(identity.get(), this::hear, this::ended);
    }
  }

  private synchronized void ended() {
    if (!closed) {
      later.accept(this::start);
    }
  }

  private void hear(WatchResponse event) {
    switch (event.getEventCase()) {
      case RECALLED_ACCOUNT -> recalled(event.getRecalledAccount());
      case TOPPED_UP -> leases.toppedUp(event.getToppedUp().getAccount());
      case SUSPENDED_ACCOUNT -> recalled(event.getSuspendedAccount());
      case EVENT_NOT_SET -> {}
    }
  }

  /** Others need this account, or nobody may use it: its free lease goes back. */
  void recalled(String account) {
    metrics.recalled();
    leases.recall(account);
    wake.run();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (end != null) {
      end.run();
    }
  }
}
