package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Want.Answer;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.AccountWant;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.PathResult;
import dev.tollgate.proto.ledger.v1.PathWant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One Acquire: what waiting requests lack, exactly, and behind it the free lease of the accounts
 * that they missed it on or that run low. Totals are cumulative, so that a lost or repeated reply
 * grants nothing twice. One thread at a time.
 */
final class AcquireBatch {
  private static final int WANTS_MAX = 1_000;

  private final List<Want> wants;
  private final Set<String> refills;
  private final Leases leases;
  private final long nowNanos;
  private final Map<String, Long> totals = new HashMap<>();
  private final Map<String, Long> missed = new HashMap<>();
  private final Map<String, Long> freeWanted = new HashMap<>();
  private final Map<String, Long> fresh = new HashMap<>();
  private final Map<String, AccountState> states = new HashMap<>();

  /**
   * @param refills accounts that run low
   */
  AcquireBatch(List<Want> wants, Set<String> refills, Leases leases, long nowNanos) {
    this.wants = List.copyOf(wants);
    this.refills = new LinkedHashSet<>(refills);
    this.leases = leases;
    this.nowNanos = nowNanos;
  }

  boolean isEmpty() {
    return wants.isEmpty() && refills.isEmpty();
  }

  Leases leases() {
    return leases;
  }

  List<Want> wants() {
    return wants;
  }

  /** Accounts that the request asks of. */
  Set<String> accounts() {
    return totals.keySet();
  }

  AcquireRequest request(AcquireRequest identity) {
    var request = identity.toBuilder();
    for (var want : wants) {
      var path = PathWant.newBuilder();
      for (var account : want.path()) {
        long shortfall = Vectors.component(account, want.shortfall());
        path.addAccounts(want(account, shortfall, shortfall));
        if (leases.of(account).available() < shortfall && !want.again()) {
          missed.put(account, shortfall);
        }
      }
      request.addWants(path);
    }
    missed.forEach(leases::missed);
    refills.addAll(missed.keySet());
    for (var account : refills) {
      var lease = leases.of(account);
      long free = lease.target().amount() - lease.available();
      if (free > 0 && request.getWantsCount() < WANTS_MAX) {
        request.addWants(PathWant.newBuilder().addAccounts(want(account, free, 0)));
        freeWanted.put(account, free);
      }
    }
    return request.build();
  }

  private AccountWant.Builder want(String account, long more, long exactShortfall) {
    long known = leases.of(account).knownTotal();
    long total = totals.merge(account, known + more, (before, _) -> before + more);
    return AccountWant.newBuilder()
        .setAccount(account)
        .setTotal(total)
        .setExactShortfall(exactShortfall);
  }

  /**
   * New lease goes to those it was asked for first, in the order of {@link #wants}; what is left
   * becomes free lease.
   *
   * @throws HistoryChanged if the ledger has another history than the leases, or knows of less than
   *     it granted
   */
  List<Answer> apply(AcquireResponse response) throws HistoryChanged {
    if (!response.getHistoryId().equals(leases.historyId())) {
      throw new HistoryChanged("an Acquire was answered under another history");
    }
    learn(response);
    var answers = new ArrayList<Answer>(wants.size());
    for (int i = 0; i < wants.size(); i++) {
      answers.add(
          i < response.getResultsCount()
              ? answer(wants.get(i), response.getResults(i))
              : new Answer.Failed("the ledger left a want unanswered"));
    }
    fresh.forEach(leases::give);
    forgetMissesOf(answers);
    for (int i = 0; i < wants.size(); i++) {
      answers.set(i, orFreeLease(wants.get(i), answers.get(i)));
    }
    return answers;
  }

  private void learn(AcquireResponse response) throws HistoryChanged {
    for (var state : response.getAccountsList()) {
      long added = state.getGrantedTotal() - leases.of(state.getAccount()).knownTotal();
      if (added < 0) {
        throw new HistoryChanged("the ledger went back in time on " + state.getAccount());
      }
      fresh.put(state.getAccount(), added);
      states.put(state.getAccount(), state);
    }
    for (var state : response.getAccountsList()) {
      var account = state.getAccount();
      var lease = leases.of(account);
      lease.learn(state, nowNanos);
      if (state.getGrantedTotal() < totals.getOrDefault(account, 0L)
          && freeWanted.containsKey(account)) {
        lease.refused(nowNanos);
      }
    }
  }

  private Answer answer(Want want, PathResult result) {
    return switch (result.getVerdict()) {
      case VERDICT_GRANTED ->
          assign(want) ? granted(want) : new Answer.HeldElsewhere(want.path().getFirst());
      case VERDICT_SHORT -> new Answer.HeldElsewhere(result.getAccount());
      case VERDICT_NEVER -> never(want, result.getAccount());
      case VERDICT_CLOSED -> closed(result.getAccount());
      case VERDICT_UNSPECIFIED, UNRECOGNIZED ->
          new Answer.Failed("the ledger answered with a verdict unknown here");
    };
  }

  private Answer granted(Want want) {
    return new Answer.Granted(state(want.path().getFirst()), leases);
  }

  /** Nobody may hold against it any more: its free lease goes back. */
  private Answer closed(String account) {
    leases.recall(account);
    return new Answer.Failed("account " + account + " is closed");
  }

  private Answer never(Want want, String account) {
    var state = state(account);
    leases.of(account).denied(Vectors.component(account, want.shortfall()), state, nowNanos);
    return new Answer.Never(account, state);
  }

  /** False if the total was granted before and its reply was lost. */
  private boolean assign(Want want) {
    for (var account : want.path()) {
      if (fresh.getOrDefault(account, 0L) < Vectors.component(account, want.shortfall())) {
        return false;
      }
    }
    for (var account : want.path()) {
      fresh.merge(account, -Vectors.component(account, want.shortfall()), Long::sum);
    }
    return true;
  }

  /** What only requests missed that another account refused is not wanted free after all. */
  private void forgetMissesOf(List<Answer> answers) {
    var refused = new HashSet<String>();
    var served = new HashSet<String>();
    for (int i = 0; i < wants.size(); i++) {
      boolean isRefused = answers.get(i) instanceof Answer.Never;
      (isRefused ? refused : served).addAll(wants.get(i).path());
    }
    refused.removeAll(served);
    refused.retainAll(missed.keySet());
    refused.forEach(account -> leases.of(account).refused(nowNanos));
  }

  /** Nobody is refused while there is free lease here: it may have come back in the meantime. */
  private Answer orFreeLease(Want want, Answer answer) {
    return switch (answer) {
      case Answer.Granted _, Answer.Failed _ -> answer;
      case Answer.HeldElsewhere _, Answer.Never _ ->
          leases.take(want.path(), want.shortfall()) ? granted(want) : answer;
    };
  }

  private AccountState state(String account) {
    return states.getOrDefault(account, AccountState.getDefaultInstance());
  }

  /** The refills have been answered: the next ones need not wait as after a failure. */
  void endRefills(long endNanos) {
    refills.forEach(account -> leases.of(account).endRefill(endNanos));
  }

  /** The ledger has lost what it had committed. */
  static final class HistoryChanged extends Exception {
    private static final long serialVersionUID = 1;

    HistoryChanged(String message) {
      super(message);
    }
  }
}
