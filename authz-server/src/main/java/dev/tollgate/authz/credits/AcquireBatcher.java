package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Want.Answer;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.AccountWant;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.PathWant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Joins what waiting requests lack into one Acquire at a time: the next batch fills while the last
 * is on its way. Totals are cumulative, so that a lost or repeated reply grants nothing twice.
 * Lock-free; any thread.
 */
final class AcquireBatcher implements Balances {
  private static final int BATCH_MAX = 500;
  private static final int WAITING_MAX = 20_000;

  private final LedgerCalls ledger;
  private final Leases leases;
  private final Session session;
  private final Supplier<AcquireRequest> identity;
  private final Queue<Want> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicBoolean inFlight = new AtomicBoolean();

  /**
   * @param identity makes an Acquire that wants nothing: who asks
   */
  AcquireBatcher(
      LedgerCalls ledger, Supplier<AcquireRequest> identity, Leases leases, Session session) {
    this.ledger = ledger;
    this.identity = identity;
    this.leases = leases;
    this.session = session;
  }

  /** Asks for one want with the next batch. */
  void acquire(Want want) {
    if (waitingCount.incrementAndGet() > WAITING_MAX) {
      waitingCount.decrementAndGet();
      want.answer().accept(new Answer.Failed("too many requests wait for the ledger"));
      return;
    }
    waiting.add(want);
    pump();
  }

  @Override
  public CompletionStage<AccountBalance> read(String account) {
    var balance = new CompletableFuture<AccountBalance>();
    acquire(
        new Want(
            List.of(account),
            Amounts.getDefaultInstance(),
            () -> false,
            answer -> complete(balance, answer)));
    return balance;
  }

  int waiting() {
    return waitingCount.get();
  }

  private static void complete(CompletableFuture<AccountBalance> balance, Answer answer) {
    switch (answer) {
      case Answer.Granted(var state) ->
          balance.complete(new AccountBalance(state.getGranted(), state.getPosted()));
      case Answer.Failed(var reason) -> balance.completeExceptionally(new IOException(reason));
      case Answer.HeldElsewhere(var account) ->
          balance.completeExceptionally(new IOException(account + " was not read"));
      case Answer.Never(var account, var state) ->
          balance.complete(new AccountBalance(state.getGranted(), state.getPosted()));
    }
  }

  private void pump() {
    while (!waiting.isEmpty() && inFlight.compareAndSet(false, true)) {
      var batch = nextBatch();
      if (!batch.isEmpty()) {
        ledger.acquire(request(batch), reply -> finish(batch, reply));
        return;
      }
      inFlight.set(false);
    }
  }

  private List<Want> nextBatch() {
    var batch = new ArrayList<Want>();
    while (batch.size() < BATCH_MAX) {
      var want = waiting.poll();
      if (want == null) {
        break;
      }
      waitingCount.decrementAndGet();
      if (!want.gone().getAsBoolean()) {
        batch.add(want);
      }
    }
    return batch;
  }

  private AcquireRequest request(List<Want> batch) {
    var totals = new HashMap<String, Long>();
    var request = identity.get().toBuilder();
    for (var want : batch) {
      var path = PathWant.newBuilder();
      for (var account : want.path()) {
        long shortfall = Vectors.component(account, want.shortfall());
        long total =
            totals.merge(
                account, leases.of(account).knownTotal() + shortfall, (a, b) -> a + shortfall);
        path.addAccounts(
            AccountWant.newBuilder()
                .setAccount(account)
                .setTotal(total)
                .setExactShortfall(shortfall));
      }
      request.addWants(path);
    }
    return request.build();
  }

  private void finish(List<Want> batch, LedgerCalls.Reply<AcquireResponse> reply) {
    List<Answer> answers;
    try {
      answers =
          switch (reply) {
            case LedgerCalls.Reply.Ok<AcquireResponse>(var response) -> apply(batch, response);
            case LedgerCalls.Reply.Failed<AcquireResponse>(var reason) ->
                batch.stream().map(want -> (Answer) new Answer.Failed(reason)).toList();
          };
    } catch (RuntimeException e) {
      session.stop("an Acquire reply could not be applied: " + e);
      answers = batch.stream().map(want -> (Answer) new Answer.Failed(e.toString())).toList();
    }
    inFlight.set(false);
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).answer().accept(answers.get(i));
    }
    pump();
  }

  /** New lease goes to those it was asked for first; what is left over becomes free lease. */
  private List<Answer> apply(List<Want> batch, AcquireResponse response) {
    var states = new HashMap<String, AccountState>();
    var fresh = new HashMap<String, Long>();
    for (var state : response.getAccountsList()) {
      var lease = leases.of(state.getAccount());
      long added = state.getGrantedTotal() - lease.knownTotal();
      if (added < 0) {
        session.stop("the ledger went back in time on " + state.getAccount());
        return batch.stream()
            .map(want -> (Answer) new Answer.Failed("the ledger went back in time"))
            .toList();
      }
      lease.knownTotal(state.getGrantedTotal());
      lease.knownBalance(state.getGranted() - state.getPosted());
      fresh.put(state.getAccount(), added);
      states.put(state.getAccount(), state);
    }
    var answers = new ArrayList<Answer>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      answers.add(answer(batch.get(i), response, i, fresh, states));
    }
    fresh.forEach(leases::give);
    return answers;
  }

  private Answer answer(
      Want want,
      AcquireResponse response,
      int index,
      Map<String, Long> fresh,
      Map<String, AccountState> states) {
    if (index >= response.getResultsCount()) {
      return new Answer.Failed("the ledger left a want unanswered");
    }
    var result = response.getResults(index);
    return switch (result.getVerdict()) {
      case VERDICT_GRANTED ->
          assign(want, fresh)
              ? new Answer.Granted(state(states, want.path().getFirst()))
              : new Answer.HeldElsewhere(want.path().getFirst());
      case VERDICT_SHORT -> new Answer.HeldElsewhere(result.getAccount());
      case VERDICT_NEVER ->
          new Answer.Never(result.getAccount(), state(states, result.getAccount()));
      case VERDICT_CLOSED -> new Answer.Failed("account " + result.getAccount() + " is closed");
      case VERDICT_UNSPECIFIED, UNRECOGNIZED ->
          new Answer.Failed("the ledger answered with a verdict unknown here");
    };
  }

  private boolean assign(Want want, Map<String, Long> fresh) {
    for (var account : want.path()) {
      if (fresh.getOrDefault(account, 0L) < Vectors.component(account, want.shortfall())) {
        // The total was granted before and its reply was lost: the ordinary way then.
        return leases.take(want.path(), want.shortfall());
      }
    }
    for (var account : want.path()) {
      fresh.merge(account, -Vectors.component(account, want.shortfall()), Long::sum);
    }
    return true;
  }

  private static AccountState state(Map<String, AccountState> states, String account) {
    return states.getOrDefault(account, AccountState.getDefaultInstance());
  }
}
