package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Want.Answer;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.Amounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Joins what waiting requests lack, and what free lease is to be refilled, into one Acquire at a
 * time: the next batch fills while the last is on its way. What is leased elsewhere is asked for
 * once more, when those who have it were asked to give it back. Lock-free; any thread.
 */
final class AcquireBatcher implements Balances {
  private static final int BATCH_MAX = 500;
  private static final int REFILLS_MAX = 400;
  private static final int WAITING_MAX = 20_000;

  private final LedgerCalls ledger;
  private final OpenLeases leases;
  private final Session session;
  private final Supplier<AcquireRequest> identity;
  private final LongSupplier nanoTime;
  private final Consumer<Runnable> later;
  private final Consumer<String> reopen;
  private final CreditsMetrics metrics;
  private final Queue<Want> waiting = new ConcurrentLinkedQueue<>();
  private final Set<String> refills = ConcurrentHashMap.newKeySet();

  /** Accounts of which the newest answer got lost. */
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicBoolean inFlight = new AtomicBoolean();

  /**
   * @param identity makes an Acquire that wants nothing: who asks
   * @param later runs a task when a recall should have been followed
   * @param reopen told why when the ledger seems to have lost commits
   */
  AcquireBatcher(
      LedgerCalls ledger,
      Supplier<AcquireRequest> identity,
      OpenLeases leases,
      Session session,
      LongSupplier nanoTime,
      Consumer<Runnable> later,
      Consumer<String> reopen,
      CreditsMetrics metrics) {
    this.ledger = ledger;
    this.identity = identity;
    this.leases = leases;
    this.session = session;
    this.nanoTime = nanoTime;
    this.later = later;
    this.reopen = reopen;
    this.metrics = metrics;
  }

  /** Asks for one want with the next batch. */
  void acquire(Want want) {
    // Before the replica is open its totals are not known, and a reply would count them as new.
    var refusal = session.refusal();
    if (refusal != null) {
      want.answer().accept(new Answer.Failed(refusal));
      return;
    }
    if (waitingCount.incrementAndGet() > WAITING_MAX) {
      waitingCount.decrementAndGet();
      want.answer().accept(new Answer.Failed("too many requests wait for the ledger"));
      return;
    }
    waiting.add(want);
    pump();
  }

  /** Asks for free lease of those accounts of a path that run low, unless that was just done. */
  void refill(List<String> path) {
    long now = nanoTime.getAsLong();
    boolean asked = false;
    var open = leases.get();
    for (var account : path) {
      var lease = open.of(account);
      asked |= lease.isLow() && lease.startRefill(now) && refills.add(account);
    }
    if (asked) {
      pump();
    }
  }

  /**
   * Asks what there is of accounts whose answer got lost: it may have been granted, and nobody else
   * can use that. Called several times a second, by one thread.
   */
  void askAgain() {
    if (inFlight.get()) {
      return;
    }
    int asked = 0;
    for (var accounts = unanswered.iterator(); accounts.hasNext() && asked < REFILLS_MAX; asked++) {
      var account = accounts.next();
      accounts.remove();
      askState(account, answer -> keepIfFailed(account, answer));
    }
  }

  private void keepIfFailed(String account, Answer answer) {
    if (answer instanceof Answer.Failed) {
      unanswered.add(account);
    }
  }

  /** Asks what there is of an account that a request takes nothing from, now and then. */
  void lookAt(String account) {
    long now = nanoTime.getAsLong();
    var lease = leases.get().of(account);
    if (lease.isOutdated(now) && lease.startRefill(now)) {
      askState(account, _ -> {});
    }
  }

  @Override
  public CompletionStage<AccountBalance> read(String account) {
    var balance = new CompletableFuture<AccountBalance>();
    askState(account, answer -> complete(balance, answer));
    return balance;
  }

  /** A want of nothing, which is answered with what the ledger knows of an account. */
  private void askState(String account, Consumer<Answer> answer) {
    acquire(new Want(List.of(account), Amounts.getDefaultInstance(), () -> false, answer));
  }

  int waiting() {
    return waitingCount.get();
  }

  private static void complete(CompletableFuture<AccountBalance> balance, Answer answer) {
    switch (answer) {
      case Answer.Granted(var state, var _) ->
          balance.complete(new AccountBalance(state.getGranted(), state.getPosted()));
      case Answer.Failed(var reason) -> balance.completeExceptionally(new IOException(reason));
      case Answer.HeldElsewhere(var account) ->
          balance.completeExceptionally(new IOException(account + " was not read"));
      case Answer.Never(var account, var state) ->
          balance.complete(new AccountBalance(state.getGranted(), state.getPosted()));
    }
  }

  private void pump() {
    var refusal = session.refusal();
    if (refusal != null) {
      refuse(refusal);
      return;
    }
    while ((!waiting.isEmpty() || !refills.isEmpty()) && inFlight.compareAndSet(false, true)) {
      var batch = nextBatch();
      if (!batch.isEmpty()) {
        ledger.acquire(batch.request(identity.get()), reply -> finish(batch, reply));
        return;
      }
      inFlight.set(false);
    }
  }

  /** Who waits is answered when admission ends, not when it begins again. */
  private void refuse(String reason) {
    refills.clear();
    for (var want = waiting.poll(); want != null; want = waiting.poll()) {
      waitingCount.decrementAndGet();
      want.answer().accept(new Answer.Failed(reason));
    }
  }

  private AcquireBatch nextBatch() {
    var open = leases.get();
    var wants = new ArrayList<Want>();
    while (wants.size() < BATCH_MAX) {
      var want = waiting.poll();
      if (want == null) {
        break;
      }
      waitingCount.decrementAndGet();
      if (want.gone().getAsBoolean()) {
        continue;
      }
      if (want.again() && open.take(want.path(), want.shortfall())) {
        want.answer().accept(new Answer.Granted(AccountState.getDefaultInstance(), open));
      } else {
        wants.add(want);
      }
    }
    var low = new LinkedHashSet<String>();
    for (var accounts = refills.iterator(); accounts.hasNext() && low.size() < REFILLS_MAX; ) {
      low.add(accounts.next());
      accounts.remove();
    }
    return new AcquireBatch(wants, low, open, nanoTime.getAsLong());
  }

  private void finish(AcquireBatch batch, LedgerCalls.Reply<AcquireResponse> reply) {
    var answers = answers(batch, reply);
    inFlight.set(false);
    var again = new ArrayList<Want>();
    for (int i = 0; i < answers.size(); i++) {
      var want = batch.wants().get(i);
      if (answers.get(i) instanceof Answer.HeldElsewhere && !want.again()) {
        again.add(want.onceMore());
      } else {
        want.answer().accept(answers.get(i));
      }
    }
    if (!again.isEmpty()) {
      later.accept(() -> again.forEach(this::acquire));
    }
    pump();
  }

  private List<Answer> answers(AcquireBatch batch, LedgerCalls.Reply<AcquireResponse> reply) {
    return switch (reply) {
      case LedgerCalls.Reply.Ok<AcquireResponse>(var response) -> {
        metrics.acquired();
        yield isNewest(batch)
            ? applied(batch, response)
            : failed(batch, "this replica was opened again");
      }
      case LedgerCalls.Reply.OtherHistory<AcquireResponse> _ -> {
        if (isNewest(batch)) {
          reopen.accept("an Acquire was refused");
        }
        yield failed(batch, "the ledger has lost commits");
      }
      case LedgerCalls.Reply.Failed<AcquireResponse>(var reason) -> {
        if (isNewest(batch)) {
          unanswered.addAll(batch.accounts());
        }
        yield failed(batch, reason);
      }
    };
  }

  /** Whether the replica was not opened again since; even if it is now, nothing of it counts. */
  private boolean isNewest(AcquireBatch batch) {
    return batch.leases() == leases.get();
  }

  private List<Answer> applied(AcquireBatch batch, AcquireResponse response) {
    try {
      var answers = batch.apply(response);
      batch.endRefills(nanoTime.getAsLong());
      return answers;
    } catch (AcquireBatch.HistoryChanged e) {
      reopen.accept(String.valueOf(e.getMessage()));
      return failed(batch, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      session.stop("an Acquire reply could not be applied: " + e.getMessage());
      return failed(batch, String.valueOf(e.getMessage()));
    }
  }

  private static List<Answer> failed(AcquireBatch batch, String reason) {
    return batch.wants().stream().map(_ -> (Answer) new Answer.Failed(reason)).toList();
  }
}
