package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One journal at work: the parts of the lease protocol, wired together. It has no thread of its
 * own: somebody calls {@link #turn} and {@link #tick}. A retired journal admits nothing: what it
 * holds open is settled and sent.
 */
final class Replica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final Duration WATCH_AGAIN = Duration.ofSeconds(1);
  private static final int TICKS_PER_MAINTENANCE = 120;

  private final Journal journal;
  private final JournalConfig config;
  private final InstantSource clock;
  private final Lanes lanes;
  private final Holds holds = new Holds();
  private final OpenLeases leases;
  private final Session session;
  private final RecordStream stream;
  private final Settler settler;
  private final AcquireBatcher acquires;
  private final LeaseBook book;
  private final HoldAging aging;
  private final Reporter reporter;
  private final LedgerWatch watch;
  private final JournalUpkeep upkeep;
  private final Runnable wake;
  private final Queue<Long> cancelled = new ConcurrentLinkedQueue<>();
  private int ticks;

  /** What the outside world gives a replica. */
  record Surroundings(
      LedgerCalls ledger,
      PriceFeed prices,
      PolicyFeed policies,
      Lanes lanes,
      InstantSource clock,
      LongSupplier nanoTime,
      String hostBoot,
      Runnable restart,
      CreditsMetrics metrics) {
    /** CLOCK_MONOTONIC on Linux: one clock for every process of a host's boot. */
    long bootClockMillis() {
      return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }
  }

  /**
   * Takes over what the journal holds open.
   *
   * @param unfit run if the ledger grants this journal nothing any more
   * @param wake run when there is something to send: it ends a pause until woken. Must not block
   */
  Replica(
      Journal journal,
      JournalConfig config,
      LeasesConfig times,
      Surroundings outside,
      Consumer<Replica> unfit,
      Runnable wake) {
    var identity = new ReplicaIdentity(journal.id());
    this.journal = journal;
    this.config = config;
    this.wake = wake;
    this.lanes = outside.lanes();
    this.leases = new OpenLeases(times.freeLeaseRules(), outside.nanoTime());
    this.session = new Session(outside.nanoTime());
    this.stream = new RecordStream(journal, wake);
    var learned = new LearnedHolds(times.learnedHolds(), outside.metrics());
    this.settler =
        new Settler(
            journal,
            leases,
            holds,
            learned,
            stream,
            outside.prices(),
            times.darkPrice(),
            outside.metrics());
    this.acquires =
        new AcquireBatcher(
            outside.ledger(),
            identity::acquire,
            leases,
            session,
            outside.nanoTime(),
            task -> lanes.later(task, times.recallWait()),
            this::reopen,
            outside.metrics());
    this.watch =
        new LedgerWatch(
            outside.ledger(),
            identity::watch,
            leases,
            outside.policies(),
            task -> lanes.later(task, WATCH_AGAIN),
            wake,
            this::reopen,
            outside.metrics());
    this.book =
        new LeaseBook(
            journal,
            leases,
            holds,
            learned,
            session,
            acquires,
            lanes,
            outside.clock(),
            outside::bootClockMillis,
            cancelled::add,
            outside.metrics());
    this.aging = new HoldAging(holds, settler, times, outside::bootClockMillis);
    var opening =
        new ReplicaOpening(
            journal,
            identity,
            outside.hostBoot(),
            times.requestTimeMax().plus(times.reportDelay()),
            outside.ledger(),
            leases,
            holds,
            stream,
            settler,
            session,
            outside.prices(),
            outside.policies(),
            outside.metrics(),
            outside.nanoTime());
    var own = new OwnUsage(journal, settler);
    var reports =
        new Reports(
            outside.ledger(),
            identity::report,
            opening,
            stream,
            settler,
            session,
            outside.policies(),
            response -> heard(response, own, outside),
            outside.nanoTime());
    this.reporter =
        new Reporter(
            opening,
            session,
            this::suspendAdmission,
            watch,
            new LateRecords(outside.ledger(), stream, identity::late, opening),
            reports,
            outside.metrics(),
            wake,
            () -> unfit.accept(this),
            outside.restart());
    this.clock = outside.clock();
    this.upkeep = new JournalUpkeep(journal, lanes, settler, stream);
    holds.restore(journal.contents(), outside.bootClockMillis());
    if (journal.retired()) {
      settler.drain();
    }
  }

  private void heard(ReportResponse response, OwnUsage own, Surroundings outside) {
    response.getRecallsList().forEach(watch::recalled);
    outside.prices().refresh(response.getPricesVersion());
    outside.policies().heard(response.getPoliciesVersion());
    own.settle(response.getForeignUsageList());
  }

  private void reopen(String why) {
    reporter.reopen(why);
  }

  /** What was admitted already when this returns is journaled and open when {@code ended} runs. */
  private void suspendAdmission(String reason, Runnable ended) {
    session.suspend(reason);
    lanes.whenIdle(ended);
  }

  /** Shows this replica, which is the one that admits, to operators. */
  void showGauges(Surroundings outside) {
    new ReplicaGauges(outside.metrics(), outside::bootClockMillis)
        .show(journal, holds, leases, session, stream, acquires);
  }

  /** The next step of the stream to the ledger; says how long to wait for the one after it. */
  Pause turn() {
    return reporter.turn();
  }

  /** Ends and names holds by the clock. Called several times a second, by one thread. */
  void tick() {
    try {
      for (var n = cancelled.peek(); n != null; n = cancelled.peek()) {
        settler.voidHold(n);
        cancelled.remove();
      }
      aging.tick();
      leases.get().tick();
      acquires.askAgain();
      if (leases.get().hasSurplus()) {
        wake.run();
      }
      if (++ticks % TICKS_PER_MAINTENANCE == 0) {
        leases.get().forgetEnded(clock.instant());
        upkeep.run();
      }
    } catch (IllegalStateException notYet) {
      log.debug("Holds cannot be ended yet: {}", notYet.getMessage());
    } catch (RuntimeException e) {
      log.error("Holds cannot be ended now; they are tried again", e);
    }
  }

  Reservations reservations() {
    return book;
  }

  Settlements settlements() {
    return settler;
  }

  /** Reservations that have not ended. */
  int open() {
    return holds.open().size();
  }

  /** Under which history of the ledger its leases are; empty before it is open. */
  String historyId() {
    return leases.get().historyId();
  }

  /**
   * What it counts on of an account beyond a watermark of the ledger: free, held open, or taken by
   * records. Never more than the ledger has leased to it.
   */
  long countsOn(String account, long watermark) {
    var held = new Taken();
    holds.open().forEach(held::add);
    return leases.get().of(account).available()
        + held.of(account)
        + stream.taken(account, watermark);
  }

  /** Takes settlements although the ledger will not: the journal keeps them. */
  void keepSettlements() {
    settler.open();
  }

  Balances balances() {
    return acquires;
  }

  /** Ends admission: what is held already goes on. */
  void stopAdmitting() {
    session.stop("the server is stopping");
    watch.close();
  }

  /** Sends what can be sent. Nobody may reserve, turn or tick any more. */
  @Override
  public void close() throws IOException {
    stopAdmitting();
    tick();
    leases.get().keepNothing();
    var history = reporter.flush(config.closeOnStop(), holds);
    if (history == null) {
      journal.finished().remove();
    } else {
      log.info("The ledger has all of journal {}: it stays for 15 minutes", journal.id());
      journal.finished().set(history, journal.lastSeq(), clock.instant());
    }
    journal.close();
  }

  /** As {@link #close}, but sends nothing: the journal keeps all that it holds, as after a kill. */
  void abandon() throws IOException {
    log.warn("The ledger did not answer: journal {} keeps what is left to send", journal.id());
    journal.close();
  }
}
