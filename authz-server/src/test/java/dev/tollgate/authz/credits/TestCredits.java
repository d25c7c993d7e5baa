package dev.tollgate.authz.credits;

import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcTargets;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A lease book over a journal in a directory, and the requests that tests make of it. */
final class TestCredits {
  static final EnvoyBoot ENVOY = new EnvoyBoot("envoy-1", "boot-1");
  static final EventLoops LOOPS = EventLoops.start(2, "authz");

  private final RealLedger ledger;
  final Credits credits;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CompletableFuture<Boolean> restart = new CompletableFuture<>();

  /** Does not wait until it admits. */
  TestCredits(RealLedger ledger, Path journal, String hostBoot) throws IOException {
    this(ledger, journal, hostBoot, Duration.ofMillis(500));
  }

  /** With another time after which idle lease goes back. */
  TestCredits(RealLedger ledger, Path journal, String hostBoot, Duration idleReturn)
      throws IOException {
    this.ledger = ledger;
    var times =
        new LeasesConfig(
            Duration.ofMinutes(15),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            idleReturn,
            false,
            Duration.ofMillis(500),
            DarkPrice.HOLD);
    var world =
        new Credits.World(
            LOOPS,
            InstantSource.system(),
            System::nanoTime,
            UUID::randomUUID,
            hostBoot,
            () -> restart.complete(true),
            registry);
    credits =
        Credits.start(
            new JournalConfig(journal, 1, false),
            times,
            GrpcTargets.local(ledger.addresses()),
            RealLedger.TOKEN,
            world);
  }

  double metric(String counter) {
    return registry.get(counter).counter().count();
  }

  double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  /** Completes when the server is asked to start again. */
  CompletableFuture<Boolean> restart() {
    return restart;
  }

  void awaitAdmitting() throws Exception {
    await().until(() -> !credits.prices().get().equals(PriceCatalog.EMPTY));
    var probe = ledger.wallet(1_000);
    await()
        .until(() ->
            reserve(probe, 1).get() instanceof HoldOutcome.Admitted(var id, var held, var balance)
                && credits.settlements().settle(id, unsent()) == Result.SETTLED);
  }

  CompletableFuture<HoldOutcome> reserve(String wallet, long hold) {
    return reserve(wallet, hold, new AtomicReference<>());
  }

  CompletableFuture<HoldOutcome> reserve(List<String> path, long hold) {
    return reserve(path, hold, new AtomicReference<>());
  }

  CompletableFuture<HoldOutcome> reserve(
      String wallet, long hold, AtomicReference<Reservations.Pending> pending) {
    return reserve(List.of(wallet), hold, pending);
  }

  private CompletableFuture<HoldOutcome> reserve(
      List<String> path, long hold, AtomicReference<Reservations.Pending> pending) {
    var outcome = new CompletableFuture<HoldOutcome>();
    LOOPS.execute(
        (int) (hold % 2),
        () -> pending.set(credits.reservations().reserve(request(path, hold), outcome::complete)));
    return outcome;
  }

  /** With a key of the caller's own: the fee, and what it may be at the book's price. */
  CompletableFuture<HoldOutcome> reserveOwn(List<String> path, ByokFee fee, long spend) {
    var own = new OwnSpend(OwnKey.Owner.USER, spend, fee);
    var outcome = new CompletableFuture<HoldOutcome>();
    LOOPS.execute(
        0,
        () ->
            credits
                .reservations()
                .reserve(request(path, fee.nanocredits(spend), own), outcome::complete));
    return outcome;
  }

  static ReservationId admitted(CompletableFuture<HoldOutcome> outcome) throws Exception {
    return switch (outcome.get(5, TimeUnit.SECONDS)) {
      case HoldOutcome.Admitted(var id, var held, var balance) -> id;
      case HoldOutcome other -> throw new AssertionError(other.toString());
    };
  }

  static HoldRequest request(String wallet, long hold) {
    return request(List.of(wallet), hold);
  }

  private static HoldRequest request(List<String> path, long hold) {
    return request(path, hold, null);
  }

  private static HoldRequest request(List<String> path, long hold, @Nullable OwnSpend own) {
    return new HoldRequest(
        path,
        hold,
        new PriceVersion("default", 1),
        "gpt-4o-mini",
        "key-1",
        "org-1",
        "user-1",
        "openai",
        own,
        "/v1/chat/completions",
        "request-1",
        ENVOY.node(),
        ENVOY.boot());
  }

  static UsageReport usage(long input, long output) {
    var tokens = TokenCounts.newBuilder().setInput(input).setOutput(output);
    return new UsageReport(
        Usage.newBuilder().setStatus(200).setTokens(tokens).build(), true, false);
  }

  static UsageReport unsent() {
    return new UsageReport(Usage.getDefaultInstance(), false, false);
  }
}
