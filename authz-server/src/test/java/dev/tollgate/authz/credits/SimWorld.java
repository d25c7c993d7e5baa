package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.ChargeRow;
import dev.tollgate.ledger.credits.Endings;
import dev.tollgate.ledger.credits.LedgerRows;
import dev.tollgate.ledger.credits.MemoryBooks;
import dev.tollgate.ledger.credits.MemoryLedgerStore;
import dev.tollgate.ledger.credits.MemoryMovements;
import dev.tollgate.ledger.credits.Verdict;
import dev.tollgate.ledger.credits.Watcher;
import dev.tollgate.pricing.window.WindowAccount;
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

/** Machines, a network, a ledger and its payers, all driven by one seed. */
final class SimWorld {
  static final List<String> ACCOUNTS =
      List.of(
          "wallet:user:a",
          "wallet:user:b",
          "budget:key:k:day:2026-01-01",
          "quota:key:k:month:2026-01");

  final SimTime time = new SimTime();
  final SplittableRandom random;
  final SimPlan plan;
  final MemoryLedgerStore store;
  final MemoryBooks books;
  final MemoryMovements movements;
  final SimLedger ledger;
  final List<SimMachine> machines = new ArrayList<>();
  final List<SimRequest> requests = new ArrayList<>();
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private final Endings endings;
  private boolean calm;

  private record Listener(Consumer<WatchResponse> event, BooleanSupplier connected) {}

  SimWorld(long seed, Path directory) throws SQLException {
    this.random = new SplittableRandom(seed);
    this.plan = SimPlan.of(random);
    this.store = new MemoryLedgerStore(random.split(), () -> Instant.ofEpochSecond(0, time.now()));
    this.books = new MemoryBooks(store);
    this.movements = new MemoryMovements(store);
    this.ledger = new SimLedger(store, this::defect);
    this.endings = ledger.endings;
    var _ = store.run(SimWorld::limit);
    for (var account : ACCOUNTS) {
      movements.grant("first " + account, account, plan.credit());
    }
    for (int i = 0; i < plan.machines(); i++) {
      var machine = new SimMachine(this, "m" + i, directory.resolve("m" + i));
      machines.add(machine);
      machine.startLater(Duration.ofMillis(random.nextInt(2_000)));
    }
    startWatcher();
    startWatcher();
  }

  /** What makes the windows open; what they may give is granted like a wallet's. */
  private static boolean limit(LedgerRows rows) throws SQLException {
    for (var id : ACCOUNTS) {
      var window = WindowAccount.parse(id);
      if (window != null) {
        rows.savePolicy(window.limit(), "default", 1L, rows.nextPolicyVersion());
      }
    }
    return true;
  }

  /** Whether the ledger has what it cost. */
  boolean isCharged(SimRequest request) {
    var id = request.id();
    var charge = books.charge(id.replica(), id.day(), id.n());
    return charge != null && charge.kind() != ChargeRow.Kind.DARK;
  }

  private void defect(String what) {
    throw new SimViolation("the ledger finds a defect: " + what);
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

  /** W. */
  static Duration silence() {
    var times = SimPlan.TIMES;
    return Watcher.wait(SimPlan.SESSION, times.requestTimeMax().plus(times.reportDelay()));
  }

  /** One that starts anew has seen nothing. */
  private void startWatcher() {
    double rate = 1 + (random.nextDouble() - 0.5) * 2e-3;
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
        throw new SimViolation("T2 condemned, and an admitted request is upstream: " + id);
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
