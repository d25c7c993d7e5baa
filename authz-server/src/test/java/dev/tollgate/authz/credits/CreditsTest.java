package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.TestCredits.ENVOY;
import static dev.tollgate.authz.credits.TestCredits.LOOPS;
import static dev.tollgate.authz.credits.TestCredits.admitted;
import static dev.tollgate.authz.credits.TestCredits.request;
import static dev.tollgate.authz.credits.TestCredits.unsent;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.Settlements.Result;
import io.grpc.Context;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lease book against the real ledger on real PostgreSQL. */
final class CreditsTest {
  private static RealLedger ledger;

  @TempDir Path directory;
  private TestCredits book;
  private Credits credits;

  @BeforeAll
  static void startLedger() throws Exception {
    ledger = new RealLedger();
  }

  @BeforeEach
  void start() throws Exception {
    book = new TestCredits(ledger, directory.resolve("journal"), "host-boot");
    credits = book.credits;
    book.awaitAdmitting();
  }

  @AfterEach
  void stop() throws Exception {
    credits.close();
    assertThat(ledger.differences()).isEmpty();
  }

  @Test
  void aSettledRequestCostsItsTokensAndTheRestComesBack() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var reservation = admitted(book.reserve(wallet, 500_000));
    assertThat(ledger.leased(wallet)).isEqualTo(500_000);
    assertThat(credits.settlements().settle(reservation, usage(11, 7))).isEqualTo(Result.SETTLED);
    assertThat(credits.settlements().settle(reservation, usage(11, 7))).isEqualTo(Result.ALREADY);
    // gpt-4o-mini: 11 x 150 + 7 x 600 nanocredits
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
    await().until(() -> ledger.leased(wallet) == 0);
  }

  @Test
  void aWalletThatCannotPayIsInsufficientAndOneThatIsHeldIsInFlight() throws Exception {
    assertThat(book.reserve(ledger.wallet(0), 1).get())
        .isInstanceOf(HoldOutcome.Insufficient.class);
    var wallet = ledger.wallet(100);
    assertThat(book.reserve(wallet, 101).get()).isInstanceOf(HoldOutcome.Insufficient.class);
    var held = admitted(book.reserve(wallet, 100));
    assertThat(book.reserve(wallet, 1).get()).isEqualTo(new HoldOutcome.InFlight(wallet));
    credits.settlements().settle(held, unsent());
    await().until(() -> ledger.leased(wallet) == 0);
    assertThat(book.reserve(wallet, 100).get()).isInstanceOf(HoldOutcome.Admitted.class);
  }

  @Test
  void aThousandAtOnceAgainstAHundredAdmitExactlyAHundred() throws Exception {
    var wallet = ledger.wallet(100);
    var outcomes = new ArrayList<CompletableFuture<HoldOutcome>>();
    for (int i = 0; i < 1_000; i++) {
      outcomes.add(book.reserve(wallet, 1));
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
    var after = book.reserve(wallet, 60, pending);
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
    var silent = admitted(book.reserve(wallet, 500_000));
    var running = admitted(book.reserve(wallet, 400_000));
    credits.settlements().progress(running, usage(10, 1));
    credits.settlements().bootEnded(ENVOY);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 500_000 - 2_100);
    assertThat(credits.settlements().settle(silent, usage(11, 7))).isEqualTo(Result.CORRECTED);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850 - 2_100);
    await().until(() -> ledger.leased(wallet) == 0);
  }

  @Test
  @Tag("vector-9")
  void aHoldWithoutAnyLineIsVoidedOnlyByQuietTimeOfItsOwnEnvoy() throws Exception {
    var wallet = ledger.wallet(100);
    var seen = admitted(book.reserve(wallet, 40));
    admitted(book.reserve(wallet, 60));
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
    var reservation = admitted(book.reserve(wallet, 500_000));
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
    assertThat(book.reserve(ledger.wallet(1), 1).get()).isInstanceOf(HoldOutcome.Admitted.class);
  }

  @Test
  void withTheLedgerDownNothingIsAdmittedAndNoUsageIsLost() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var reservation = admitted(book.reserve(wallet, 500_000));
    ledger.stop();
    assertThat(book.reserve(wallet, 1).get()).isInstanceOf(HoldOutcome.Unavailable.class);
    assertThat(credits.settlements().settle(reservation, usage(11, 7))).isEqualTo(Result.SETTLED);
    ledger.restart();
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
    book.awaitAdmitting();
  }

  @Test
  void freeLeaseThatNobodyHoldsAgainstGoesHome() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var held = admitted(book.reserve(wallet, 1_000));
    await().until(() -> ledger.leased(wallet) >= 2_000);
    credits.settlements().settle(held, unsent());
    await().until(() -> ledger.leased(wallet) == 0);
    assertThat(ledger.balance(wallet)).isEqualTo(1_000_000);
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
}
