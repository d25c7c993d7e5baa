package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.pricing.PriceCatalog;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Everything about credits that the rest of the server uses. */
public final class Credits implements AutoCloseable {
  private final ManagedChannel channel;
  private final PriceFeed prices;
  private final Replica replica;

  /** The outside world of a server. */
  public record World(
      EventLoops loops,
      InstantSource clock,
      LongSupplier nanoTime,
      Supplier<UUID> newJournalId,
      String hostBoot,
      MeterRegistry registry) {}

  private Credits(ManagedChannel channel, PriceFeed prices, Replica replica) {
    this.channel = channel;
    this.prices = prices;
    this.replica = replica;
  }

  /**
   * Opens the journal and starts to seek the ledger, which may be down.
   *
   * @throws IOException if the journal cannot be opened; the message says what to do
   */
  public static Credits start(
      JournalConfig journalConfig, LeasesConfig times, LedgerConfig ledgerConfig, World world)
      throws IOException {
    var journal =
        Journal.open(
            new Journal.Settings(
                journalConfig.directory(),
                world.loops().size(),
                journalConfig.segmentBytes(),
                world.hostBoot()),
            world.newJournalId(),
            world.nanoTime());
    var channel = GrpcChannels.to(ledgerConfig.targets(), world.loops());
    var ledger = new GrpcLedger(channel, ledgerConfig.replicaToken(), world.nanoTime());
    var prices = new PriceFeed(ledger);
    var metrics = new CreditsMetrics(world.registry());
    var outside =
        new Replica.Surroundings(
            ledger,
            prices,
            world.loops(),
            world.clock(),
            world.nanoTime(),
            world.hostBoot(),
            metrics);
    var replica = new Replica(journal, journalConfig, times, outside);
    replica.start();
    return new Credits(channel, prices, replica);
  }

  /** Holds for Checks. */
  public Reservations reservations() {
    return replica.reservations();
  }

  /** What the usage log tells. */
  public Settlements settlements() {
    return replica.settlements();
  }

  /** What accounts hold. */
  public Balances balances() {
    return replica.balances();
  }

  /** The price books; empty until the ledger was reached once. */
  public Supplier<PriceCatalog> prices() {
    return prices;
  }

  /** Sends what is left to the ledger, a few seconds at most; the rest stays in the journal. */
  @Override
  public void close() throws IOException {
    replica.close();
    channel.shutdownNow();
    try {
      channel.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
