package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import io.grpc.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lease book against the real ledger on real PostgreSQL. */
final class CreditsTest {
  private static final EnvoyBoot ENVOY = new EnvoyBoot("envoy-1", "boot-1");
  private static final EventLoops LOOPS = EventLoops.start(2, "authz");
  private static RealLedger ledger;

  @TempDir Path directory;
  private Credits credits;

  @BeforeAll
  static void startLedger() throws Exception {
    ledger = new RealLedger();
  }

  @BeforeEach
  void start() throws Exception {
    var times =
        new LeasesConfig(
            Duration.ofMinutes(15),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));
    var world =
        new Credits.World(
            LOOPS,
            InstantSource.system(),
            System::nanoTime,
            UUID::randomUUID,
            "host-boot",
            new SimpleMeterRegistry());
    credits =
        Credits.start(
            new JournalConfig(directory.resolve("journal"), 1, false),
            times,
            ledger.config(),
            world);
    await().until(() -> !credits.prices().get().equals(dev.tollgate.pricing.PriceCatalog.EMPTY));
    awaitAdmitting();
  }

  @AfterEach
  void stop() throws Exception {
    credits.close();
    assertThat(ledger.differences()).isEmpty();
  }

  @Test
  void aSettledRequestCostsItsTokensAndTheRestComesBack() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var reservation = admitted(reserve(wallet, 500_000));
    assertThat(ledger.leased(wallet)).isEqualTo(500_000);
    assertThat(credits.settlements().settle(reservation, usage(11, 7))).isEqualTo(Result.SETTLED);
    assertThat(credits.settlements().settle(reservation, usage(11, 7))).isEqualTo(Result.ALREADY);
    // gpt-4o-mini: 11 x 150 + 7 x 600 nanocredits
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
    await().until(() -> ledger.leased(wallet) == 0);
  }

  @Test
  void aWalletThatCannotPayIsInsufficientAndOneThatIsHeldIsInFlight() throws Exception {
    assertThat(reserve(ledger.wallet(0), 1).get()).isInstanceOf(HoldOutcome.Insufficient.class);
    var wallet = ledger.wallet(100);
    assertThat(reserve(wallet, 101).get()).isInstanceOf(HoldOutcome.Insufficient.class);
    var held = admitted(reserve(wallet, 100));
    assertThat(reserve(wallet, 1).get()).isEqualTo(new HoldOutcome.InFlight(wallet));
    credits.settlements().settle(held, unsent());
    await().until(() -> ledger.leased(wallet) == 0);
    assertThat(reserve(wallet, 100).get()).isInstanceOf(HoldOutcome.Admitted.class);
  }

  @Test
  void aThousandAtOnceAgainstAHundredAdmitExactlyAHundred() throws Exception {
    var wallet = ledger.wallet(100);
    var outcomes = new ArrayList<CompletableFuture<HoldOutcome>>();
    for (int i = 0; i < 1_000; i++) {
      outcomes.add(reserve(wallet, 1));
    }
    int admitted = 0;
    for (var outcome : outcomes) {
      switch (outcome.get()) {
        case HoldOutcome.Admitted a -> admitted++;
        case HoldOutcome.InFlight inFlight -> {}
        case HoldOutcome.Insufficient i -> throw new AssertionError("the credit is only held");
        case HoldOutcome.Unavailable(var reason) -> throw new AssertionError(reason);
      }
    }
    assertThat(admitted).isEqualTo(100);
    assertThat(ledger.leased(wallet)).isEqualTo(100);
  }

  @Test
  void aCancelledCheckGivesItsHoldBackBeforeAndAfterItsAdmission() throws Exception {
    var wallet = ledger.wallet(100);
    var pending = new AtomicReference<Reservations.Pending>();
    var outcome = new CompletableFuture<HoldOutcome>();
    LOOPS.execute(
        0,
        () -> {
          pending.set(credits.reservations().reserve(request(wallet, 40), outcome::complete));
          pending.get().cancel();
        });
    var after = reserve(wallet, 60, pending);
    assertThat(after.get()).isInstanceOf(HoldOutcome.Admitted.class);
    pending.get().cancel();
    await().until(() -> ledger.leased(wallet) == 0);
    assertThat(ledger.balance(wallet)).isEqualTo(100);
  }

  @Test
  void anAcquireOutlivesTheCallThatHappenedToSendIt() throws Exception {
    var wallet = ledger.wallet(100);
    var first = new CompletableFuture<HoldOutcome>();
    LOOPS.execute(
        0,
        () -> {
          var call = Context.current().withCancellation();
          call.run(() -> credits.reservations().reserve(request(wallet, 40), first::complete));
          call.cancel(null);
        });
    assertThat(first.get(5, TimeUnit.SECONDS)).isInstanceOf(HoldOutcome.Admitted.class);
  }

  @Test
  void anEnvoyThatDiedLeavesDarkReservationsWhichLateUsageCorrects() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var silent = admitted(reserve(wallet, 500_000));
    var running = admitted(reserve(wallet, 400_000));
    credits.settlements().progress(running, usage(10, 1));
    credits.settlements().bootEnded(ENVOY);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 500_000 - 2_100);
    assertThat(credits.settlements().settle(silent, usage(11, 7))).isEqualTo(Result.CORRECTED);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850 - 2_100);
    await().until(() -> ledger.leased(wallet) == 0);
  }

  @Test
  void aHoldWithoutAnyLineIsVoidedOnlyByQuietTimeOfItsOwnEnvoy() throws Exception {
    var wallet = ledger.wallet(100);
    var seen = admitted(reserve(wallet, 40));
    admitted(reserve(wallet, 60));
    credits.settlements().quarantine(seen);
    credits.settlements().quiet(new EnvoyBoot("envoy-2", "boot-1"), Duration.ofMinutes(1));
    credits.settlements().quiet(ENVOY, Duration.ofSeconds(29));
    credits.settlements().quiet(ENVOY, Duration.ofSeconds(2));
    await().until(() -> ledger.leased(wallet) == 40);
    assertThat(ledger.balance(wallet)).isEqualTo(100);
    credits.settlements().settle(seen, unsent());
  }

  @Test
  void openHoldsOutliveARestartAndSettleAfterwards() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var reservation = admitted(reserve(wallet, 500_000));
    credits.close();
    start();
    assertThat(ledger.leased(wallet)).isEqualTo(500_000);
    assertThat(credits.settlements().openBoots()).containsExactly(ENVOY);
    assertThat(credits.settlements().settle(reservation, usage(11, 7))).isEqualTo(Result.SETTLED);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
  }

  @Test
  void aLostAnswerToOpenIsFollowedByAnotherOpenAndAnotherStart() throws Exception {
    credits.close();
    ledger.loseNextAnswerToOpen();
    start();
    credits.close();
    start();
    assertThat(reserve(ledger.wallet(1), 1).get()).isInstanceOf(HoldOutcome.Admitted.class);
  }

  @Test
  void withTheLedgerDownNothingIsAdmittedAndNoUsageIsLost() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var reservation = admitted(reserve(wallet, 500_000));
    ledger.stop();
    assertThat(reserve(wallet, 1).get()).isInstanceOf(HoldOutcome.Unavailable.class);
    assertThat(credits.settlements().settle(reservation, usage(11, 7))).isEqualTo(Result.SETTLED);
    ledger.restart();
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
    awaitAdmitting();
  }

  @Test
  void aBalanceIsReadWithoutHoldingAnything() throws Exception {
    var wallet = ledger.wallet(100);
    var balance = credits.balances().read(wallet).toCompletableFuture().get(5, TimeUnit.SECONDS);
    assertThat(balance).isEqualTo(new AccountBalance(100, 0));
    assertThat(credits.balances().read("wallet:user:none").toCompletableFuture().get())
        .isEqualTo(AccountBalance.NONE);
    assertThat(ledger.leased(wallet)).isZero();
  }

  private void awaitAdmitting() throws Exception {
    var probe = ledger.wallet(1_000);
    await()
        .until(() ->
            reserve(probe, 1).get() instanceof HoldOutcome.Admitted(var id, var balance)
                && credits.settlements().settle(id, unsent()) == Result.SETTLED);
  }

  private CompletableFuture<HoldOutcome> reserve(String wallet, long hold) {
    return reserve(wallet, hold, new AtomicReference<>());
  }

  private CompletableFuture<HoldOutcome> reserve(
      String wallet, long hold, AtomicReference<Reservations.Pending> pending) {
    var outcome = new CompletableFuture<HoldOutcome>();
    LOOPS.execute(
        (int) (hold % 2),
        () ->
            pending.set(credits.reservations().reserve(request(wallet, hold), outcome::complete)));
    return outcome;
  }

  private static ReservationId admitted(CompletableFuture<HoldOutcome> outcome) throws Exception {
    return switch (outcome.get(5, TimeUnit.SECONDS)) {
      case HoldOutcome.Admitted(var id, var balance) -> id;
      case HoldOutcome other -> throw new AssertionError(other.toString());
    };
  }

  private static HoldRequest request(String wallet, long hold) {
    return new HoldRequest(
        List.of(wallet),
        hold,
        new PriceVersion("default", 1),
        "gpt-4o-mini",
        "key-1",
        "org-1",
        "user-1",
        "openai",
        "/v1/chat/completions",
        "request-1",
        ENVOY.node(),
        ENVOY.boot());
  }

  private static UsageReport usage(long input, long output) {
    var tokens = TokenCounts.newBuilder().setInput(input).setOutput(output);
    return new UsageReport(
        Usage.newBuilder().setStatus(200).setTokens(tokens).build(), true, false);
  }

  private static UsageReport unsent() {
    return new UsageReport(Usage.getDefaultInstance(), false, false);
  }
}
