package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.authz.credits.journal.Journals;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcTargets;
import dev.tollgate.pricing.PriceCatalog;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything about credits that the rest of the server uses. */
public final class Credits implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Credits.class);

  private final ManagedChannel channel;
  private final PriceFeed prices;
  private final RequestCosts requestCosts;
  private final ForeignReports foreign;
  private final ChargePaths paths;
  private final ReplicaThreads current;
  private final List<ReplicaThreads> draining;

  /**
   * The outside world of a server.
   *
   * @param hostBoot names this boot of the host: a journal of another one may lack its end
   * @param restart ends the process, to be started again; returns at once
   */
  public record World(
      EventLoops loops,
      InstantSource clock,
      LongSupplier nanoTime,
      Supplier<UUID> newJournalId,
      String hostBoot,
      Runnable restart,
      MeterRegistry registry) {}

  private Credits(
      ManagedChannel channel,
      PriceFeed prices,
      RequestCosts requestCosts,
      ForeignReports foreign,
      ChargePaths paths,
      ReplicaThreads current,
      List<ReplicaThreads> draining) {
    this.channel = channel;
    this.prices = prices;
    this.requestCosts = requestCosts;
    this.foreign = foreign;
    this.paths = paths;
    this.current = current;
    this.draining = draining;
  }

  /**
   * Opens the journal and starts to seek the ledger, which may be down.
   *
   * @param ledgers one or more ledger-servers over one database
   * @param ledgerToken proves the role "replica" to them
   * @throws IOException if the journal cannot be opened; the message says what to do
   */
  public static Credits start(
      JournalConfig journalConfig,
      LeasesConfig times,
      GrpcTargets ledgers,
      Secret ledgerToken,
      World world)
      throws IOException {
    var journals =
        Journals.open(
            new Journal.Settings(
                journalConfig.directory(),
                world.loops().size(),
                journalConfig.segmentBytes(),
                world.hostBoot(),
                false,
                Credits::filesThread),
            world.newJournalId(),
            world.nanoTime(),
            world.clock());
    var channel = GrpcChannels.to(ledgers, world.loops());
    var ledger = new GrpcLedger(channel, ledgerToken, world.nanoTime());
    var prices = new PriceFeed(ledger);
    var policies = new PolicyFeed(ledger);
    var metrics = new CreditsMetrics(world.registry());
    var outside =
        new Replica.Surroundings(
            ledger,
            prices,
            policies,
            Lanes.of(world.loops()),
            world.clock(),
            world.nanoTime(),
            world.hostBoot(),
            world.restart(),
            metrics);
    var journal = journals.current();
    var current =
        new ReplicaThreads(wake ->
            new Replica(
                journal,
                journalConfig,
                times,
                outside,
                _ -> retire(journalConfig.directory(), journal.id(), world.restart()),
                wake));
    var draining = new ArrayList<ReplicaThreads>();
    for (var retired : journals.retired()) {
      draining.add(
          new ReplicaThreads(wake ->
              new Replica(retired, journalConfig, times, outside, Replica::keepSettlements, wake)));
    }
    current.replica().showGauges(outside);
    metrics.gauge(
        "limited_owners",
        "Keys, users and organizations that have budgets or quotas",
        policies,
        PolicyFeed::owners);
    metrics.gauge(
        "retired_open_reservations",
        "Open reservations of journals that are only drained",
        draining,
        all -> all.stream().mapToInt(retired -> retired.replica().open()).sum());
    current.start();
    draining.forEach(ReplicaThreads::start);
    return new Credits(
        channel,
        prices,
        new GrpcRequestCosts(channel, ledgerToken),
        new LedgerForeignReports(ledger, prices),
        new PolicyPaths(policies, world.clock()),
        current,
        draining);
  }

  private static ExecutorService filesThread() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("journal").factory());
  }

  /** Admission goes on with a new journal, which is made at the start of a process. */
  private static void retire(Path directory, UUID journal, Runnable restart) {
    try {
      Journals.retire(directory, journal);
      log.error(
          "The ledger grants journal {} nothing: the server restarts with a new one", journal);
      restart.run();
    } catch (IOException e) {
      log.error("Journal {} must be retired: move its directory away and restart", journal, e);
    }
  }

  /** Holds for Checks. */
  public Reservations reservations() {
    return current.replica().reservations();
  }

  /** What the usage log tells. */
  public Settlements settlements() {
    var all = new ArrayList<Settlements>(List.of(current.replica().settlements()));
    draining.forEach(retired -> all.add(retired.replica().settlements()));
    return new AllSettlements(all);
  }

  /** Where usage of other journals' reservations goes. */
  public ForeignReports foreignReports() {
    return foreign;
  }

  /** What accounts hold. */
  public Balances balances() {
    return current.replica().balances();
  }

  /** What requests were charged. */
  public RequestCosts requestCosts() {
    return requestCosts;
  }

  /** Which accounts requests charge. */
  public ChargePaths paths() {
    return paths;
  }

  /** The price books; empty until the ledger was reached once. */
  public Supplier<PriceCatalog> prices() {
    return prices;
  }

  /** Sends what is left to the ledger, a few seconds at most; the rest stays in the journal. */
  @Override
  public void close() throws IOException {
    current.close();
    for (var retired : draining) {
      retired.close();
    }
    channel.shutdownNow();
    try {
      channel.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
