package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.authz.credits.journal.Journals;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The replicas of a server, driven by the test's own thread and clock: nothing happens but in
 * {@link #run}. A server that ends leaves its journals as a kill would.
 */
final class OneThread implements Lanes {
  static final String WALLET = "wallet:user:alice";
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  final ScriptedLedger ledger = new ScriptedLedger();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  String hostBoot = "host-boot";
  DarkPrice darkPrice = DarkPrice.HOLD;
  int unfit;
  int restarts;
  private final Path directory;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Later> later = new ArrayList<>();
  private final List<Driven> driven = new ArrayList<>();
  PriceFeed prices = new PriceFeed(ledger);
  private long nanos = TimeUnit.DAYS.toNanos(1);

  private record Later(long nanos, Runnable task) {}

  /** One replica and when its next step is due. */
  private static final class Driven {
    final Journal journal;
    final Replica replica;
    boolean woken;
    long turnNanos;
    long tickNanos;
    Pause pause = Pause.NONE;

    Driven(Journal journal, Function<Runnable, Replica> maker) {
      this.journal = journal;
      this.replica = maker.apply(() -> woken = true);
    }
  }

  OneThread(Path directory) {
    this.directory = directory;
  }

  void start() throws IOException {
    registry.clear();
    var settings =
        new Journal.Settings(directory, 1, 64 * 1024, hostBoot, false, DirectExecutor::new);
    var journals = Journals.open(settings, UUID::randomUUID, () -> nanos, this::now);
    prices = new PriceFeed(ledger);
    drive(journals.current());
    journals.retired().forEach(this::drive);
  }

  private void drive(Journal journal) {
    var outside =
        new Replica.Surroundings(
            ledger,
            prices,
            new PolicyFeed(ledger),
            this,
            this::now,
            () -> nanos,
            hostBoot,
            () -> restarts++,
            new CreditsMetrics(registry));
    var config = new JournalConfig(directory, 1, false);
    driven.add(
        new Driven(
            journal,
            wake ->
                new Replica(
                    journal, config, times(darkPrice), outside, _ -> unfit(journal), wake)));
    if (!journal.retired()) {
      replica().showGauges(outside);
    }
  }

  private void unfit(Journal journal) {
    unfit++;
    try {
      Journals.retire(directory, journal.id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Instant now() {
    return Instant.ofEpochSecond(0, nanos);
  }

  double metric(String counter) {
    return registry.get(counter).counter().count();
  }

  long gauge(String name) {
    return (long) registry.get(name).gauge().value();
  }

  static LeasesConfig times(DarkPrice darkPrice) {
    return new LeasesConfig(
        Duration.ofMinutes(15),
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(0),
        Duration.ofSeconds(10),
        false,
        Duration.ofMillis(50),
        darkPrice);
  }

  /** What a kill of the process leaves: the files, and no lock on them. */
  void kill() throws IOException {
    tasks.clear();
    later.clear();
    for (var one : driven) {
      one.journal.close();
    }
    driven.clear();
  }

  /** What a stop in order leaves. */
  void stop() throws IOException {
    for (var one : driven) {
      one.replica.close();
    }
    driven.clear();
    kill();
  }

  String journal() {
    return driven.getFirst().journal.id().toString();
  }

  Replica replica() {
    return driven.getFirst().replica;
  }

  /** Lets everything happen that is due within this time, in order. */
  void run(Duration time) {
    long end = nanos + time.toNanos();
    step();
    while (nanos < end) {
      nanos = Math.min(end, nanos + TimeUnit.MILLISECONDS.toNanos(10));
      step();
    }
  }

  /** Time goes by, and nothing else happens. */
  void pass(Duration time) {
    nanos += time.toNanos();
  }

  private void step() {
    for (var due : List.copyOf(later)) {
      if (due.nanos <= nanos) {
        later.remove(due);
        due.task.run();
      }
    }
    runTasks();
    for (var one : driven) {
      if (one.tickNanos <= nanos) {
        one.tickNanos = nanos + TICK_NANOS;
        one.replica.tick();
      }
      if (one.turnNanos <= nanos || (one.pause.untilWoken() && one.woken)) {
        one.woken = false;
        one.pause = one.replica.turn();
        one.turnNanos = nanos + one.pause.nanos();
      }
      runTasks();
    }
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public int current() {
    return 0;
  }

  @Override
  public void execute(int lane, Runnable task) {
    tasks.add(task);
  }

  @Override
  public void later(Runnable task, Duration delay) {
    later.add(new Later(nanos + delay.toNanos(), task));
  }

  /** Asks for a hold and lets 20 ms pass. */
  HoldOutcome reserve(long hold) {
    var outcomes = new ArrayList<HoldOutcome>();
    replica().reservations().reserve(TestCredits.request(WALLET, hold), outcomes::add);
    run(Duration.ofMillis(20));
    return outcomes.isEmpty() ? new HoldOutcome.Unavailable("waits") : outcomes.getFirst();
  }

  Settlements settlements() {
    return new AllSettlements(driven.stream().map(one -> one.replica.settlements()).toList());
  }

  Result settle(ReservationId reservation, UsageReport report) {
    return settlements().settle(reservation, report);
  }

  /** What the ledger knows of the replica that admits. */
  Lessee lessee() {
    return ledger.lessee(journal());
  }

  ReservationId admitted(long hold) {
    return switch (reserve(hold)) {
      case HoldOutcome.Admitted(var id, var held, var balance) -> id;
      case HoldOutcome other -> throw new AssertionError(other.toString());
    };
  }
}
