package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.ChargeRow;
import dev.tollgate.ledger.credits.Endings;
import dev.tollgate.ledger.credits.MemoryBooks;
import dev.tollgate.ledger.credits.MemoryLedgerStore;
import dev.tollgate.ledger.credits.Verdict;
import dev.tollgate.ledger.credits.Watcher;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Machines, a network, a ledger and its payers, all driven by one seed. */
final class SimWorld {
  /** A day and a month end then, at some time of a run. */
  private static final Instant MIDNIGHT = Instant.parse("2026-02-01T00:00:00Z");

  final SimTime time = new SimTime();
  final Instant start;
  final SplittableRandom random;
  final SimPlan plan;
  final SimSeams seams;
  final MemoryLedgerStore store;
  final MemoryBooks books;
  final SimMoney money;
  final SimLedger ledger;
  final List<SimMachine> machines = new ArrayList<>();
  final List<SimRequest> requests = new ArrayList<>();
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private final Endings endings;
  final SimRestores restores;
  private boolean calm;
  private @Nullable SimViolation violation;

  private record Listener(Consumer<WatchResponse> event, BooleanSupplier connected) {}

  SimWorld(long seed, Set<SimFault> focus, SimSeams seams, Path directory) throws SQLException {
    this.random = new SplittableRandom(seed);
    this.plan = SimPlan.of(random, focus);
    this.seams = seams;
    this.start = MIDNIGHT.minusSeconds(random.nextLong(plan.length().toSeconds()));
    this.store = new MemoryLedgerStore(random.split(), this::instant, seams.rows());
    this.books = new MemoryBooks(store);
    var seen = seams.store(store);
    this.ledger = new SimLedger(this, seen);
    this.endings = new Endings(new SimSlowReads(seen, random.split()), ledger::catalog);
    this.restores = new SimRestores(this);
    this.money = new SimMoney(this);
    for (int i = 0; i < plan.machines(); i++) {
      var machine = new SimMachine(this, "m" + i, directory.resolve("m" + i));
      machines.add(machine);
      machine.startLater(Duration.ofMillis(random.nextInt(2_000)));
    }
    startWatcher();
    startWatcher();
  }

  /** By the ledger's clock. */
  Instant instant() {
    return start.plusNanos(time.now());
  }

  /** Whether the ledger has what it cost. */
  boolean isCharged(SimRequest request) {
    var id = request.id();
    var charge = books.charge(id.replica(), id.day(), id.n());
    return charge != null && charge.kind() != ChargeRow.Kind.DARK;
  }

  /** A journal that may lack something may contradict the ledger, which copes; no other may. */
  void defect(UUID replica, String what) {
    if (machines.stream().noneMatch(machine -> machine.onlyDrains(replica))) {
      throw violated("the ledger finds a defect: " + what);
    }
  }

  /** Whether a journal was lost, or the end of it. */
  boolean isLost(UUID journal) {
    return machines.stream().anyMatch(machine -> machine.lost(journal));
  }

  /** What is thrown may be caught on its way out of the replica or the ledger: it is kept too. */
  SimViolation violated(String what) {
    if (violation == null) {
      violation = new SimViolation(what);
    }
    return violation;
  }

  void throwViolation() {
    if (violation != null) {
      throw violation;
    }
  }

  <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  UUID newId() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** Whether a message is. */
  boolean isLost() {
    return !calm && random.nextInt(100) < plan.lossPercent();
  }

  boolean isCalm() {
    return calm;
  }

  /** From now on nothing goes wrong. */
  void calmDown() {
    calm = true;
    machines.forEach(SimMachine::reconnect);
  }

  /** W, or how long a verdict waits instead. */
  Duration silence() {
    return seams.verdictAfter(plan);
  }

  /** One that starts anew has seen nothing. */
  private void startWatcher() {
    double rate = plan.clockRate(random);
    var watcher =
        new Watcher(endings, silence(), () -> (long) (time.now() * rate), this::condemned);
    lookLater(watcher);
  }

  private void lookLater(Watcher watcher) {
    time.in(
        Duration.ofSeconds(1).toNanos(),
        "watcher",
        () -> {
          watcher.look();
          if (random.nextInt(300) == 0) {
            startWatcher();
          } else {
            lookLater(watcher);
          }
        });
  }

  private void condemned(Verdict verdict) {
    time.note("verdict " + verdict);
    var id = verdict.replica().id();
    for (var request : requests) {
      if (request.state == SimRequest.State.UPSTREAM && request.id().replica().equals(id)) {
        throw violated("T2 condemned, and an admitted request is upstream: " + id);
      }
    }
  }

  /** Events to whoever watches, as far as they get through. */
  Runnable watch(Consumer<WatchResponse> event, BooleanSupplier connected) {
    var listener = new Listener(event, connected);
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void tellNews() {
    for (var news : store.takeNews()) {
      var response = WatchResponse.newBuilder().setHistoryId(books.historyId());
      switch (news) {
        case MemoryLedgerStore.News.Recall(var account) -> response.setRecalledAccount(account);
        case MemoryLedgerStore.News.Credit(var account) ->
            response.setToppedUp(AccountState.newBuilder().setAccount(account));
        case MemoryLedgerStore.News.Limits(var version) -> response.setPoliciesVersion(version);
      }
      var event = response.build();
      for (var listener : List.copyOf(listeners)) {
        if (listener.connected.getAsBoolean() && !isLost()) {
          time.in(
              random.nextLong(20_000_000),
              "news",
              () -> {
                if (listeners.contains(listener) && listener.connected.getAsBoolean()) {
                  listener.event.accept(event);
                }
              });
        }
      }
    }
  }
}
