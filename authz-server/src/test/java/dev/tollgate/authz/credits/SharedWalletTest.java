package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.TestCredits.admitted;
import static dev.tollgate.authz.credits.TestCredits.unsent;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas that hold against one wallet, each with free lease, over the real ledger. */
final class SharedWalletTest {
  /** Nothing goes home by itself while a test runs. */
  private static final Duration IDLE_RETURN = Duration.ofMinutes(1);

  /** What {@code usage(1, 1)} costs in nanocredits. */
  private static final long COST = 750;

  private static RealLedger ledger;

  @TempDir Path directory;
  private TestCredits first;
  private TestCredits second;

  @BeforeAll
  static void startLedger() throws Exception {
    ledger = new RealLedger();
  }

  @BeforeEach
  void start() throws Exception {
    first = new TestCredits(ledger, directory.resolve("first"), "host-boot", IDLE_RETURN);
    second = new TestCredits(ledger, directory.resolve("second"), "host-boot", IDLE_RETURN);
    first.awaitAdmitting();
    second.awaitAdmitting();
  }

  @AfterEach
  void stop() throws Exception {
    first.credits.close();
    second.credits.close();
    assertThat(ledger.differences()).isEmpty();
  }

  @Test
  void aKnownCallerIsAdmittedWhileTheLedgerIsAway() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var held = new ArrayList<ReservationId>();
    held.add(admitted(first.reserve(wallet, 1_000)));
    await().until(() -> ledger.leased(wallet) >= 2_000);
    ledger.stop();
    held.add(admitted(first.reserve(wallet, 1_000)));
    assertThat(second.reserve(wallet, 1_000).get()).isInstanceOf(HoldOutcome.Unavailable.class);
    ledger.restart();
    for (var reservation : held) {
      first.credits.settlements().settle(reservation, usage(1, 1)); // 750 nanocredits
    }
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 1_500);
  }

  /** One asks for more than is free, the other gives its free lease. */
  @Test
  @Tag("vector-2")
  void nobodyIsRefusedWhileFreeLeaseElsewhereCouldPay() throws Exception {
    var wallet = ledger.wallet(100_000);
    var held = admitted(first.reserve(wallet, 5_000));
    await().until(() -> ledger.leased(wallet) == 10_000);
    long rest = 95_000;
    var most = second.reserve(wallet, rest);
    // On a machine that is slower than recall_wait it asks again, as clients do.
    for (int again = 0; again < 10 && most.get() instanceof HoldOutcome.InFlight; again++) {
      most = second.reserve(wallet, rest);
    }
    admitted(most);
    assertThat(ledger.leased(wallet)).isEqualTo(100_000);
    assertThat(first.reserve(wallet, 1).get()).isEqualTo(new HoldOutcome.InFlight(wallet));
    first.credits.settlements().settle(held, unsent());
    await().until(() -> ledger.leased(wallet) == 95_000);
  }

  @Test
  @Tag("vector-1")
  void ofAThousandCallersExactlyAsManyPassAsThereIsCreditFor() throws Exception {
    var wallet = ledger.wallet(100 * COST);
    var held = new ArrayList<ReservationId>();
    for (int round = 0; held.size() < 100 && round < 50; round++) {
      held.addAll(admittedOf(ask(wallet, 1_000)));
    }
    assertThat(held).hasSize(100);
    assertThat(admittedOf(ask(wallet, 50))).isEmpty();
    assertThat(ledger.leased(wallet)).isEqualTo(100 * COST);

    for (var reservation : held) {
      eitherSettles(reservation, usage(1, 1));
    }
    await().until(() -> ledger.balance(wallet) == 0);
    assertThat(first.reserve(wallet, COST).get())
        .isEqualTo(new HoldOutcome.Insufficient(wallet, 0, COST));
    assertThat(ledger.overrun(wallet)).isZero();
  }

  private List<CompletableFuture<HoldOutcome>> ask(String wallet, int callers) {
    var outcomes = new ArrayList<CompletableFuture<HoldOutcome>>();
    for (int i = 0; i < callers; i++) {
      outcomes.add((i % 2 == 0 ? first : second).reserve(wallet, COST));
    }
    return outcomes;
  }

  private static List<ReservationId> admittedOf(List<CompletableFuture<HoldOutcome>> outcomes) {
    var admitted = new ArrayList<ReservationId>();
    for (var outcome : outcomes) {
      switch (outcome.join()) {
        case HoldOutcome.Admitted(var id, var _, var _) -> admitted.add(id);
        case HoldOutcome.InFlight _ -> {}
        case HoldOutcome.Insufficient _, HoldOutcome.Unavailable _ ->
            throw new AssertionError(outcome.toString());
      }
    }
    return admitted;
  }

  private void eitherSettles(ReservationId reservation, UsageReport report) {
    if (first.credits.settlements().settle(reservation, report) == Settlements.Result.FOREIGN) {
      assertThat(second.credits.settlements().settle(reservation, report))
          .isEqualTo(Settlements.Result.SETTLED);
    }
  }

  @Test
  @Tag("vector-3")
  void whatOneHoldsIsInFlightForTheOtherUntilItIsSettled() throws Exception {
    var wallet = ledger.wallet(100_000);
    var held = admitted(first.reserve(wallet, 80_000));
    assertThat(second.reserve(wallet, 30_000).get()).isEqualTo(new HoldOutcome.InFlight(wallet));
    first.credits.settlements().settle(held, usage(11, 7)); // 5,850 nanocredits
    await().until(() -> second.reserve(wallet, 30_000).get() instanceof HoldOutcome.Admitted);
    assertThat(ledger.balance(wallet)).isEqualTo(100_000 - 5_850);
  }

  @Test
  @Tag("vector-4")
  void aWalletThatWasEmptyPaysAsSoonAsCreditComesIn() throws Exception {
    var wallet = ledger.wallet(0);
    for (int i = 0; i < 20; i++) {
      assertThat(first.reserve(wallet, 10).get())
          .isEqualTo(new HoldOutcome.Insufficient(wallet, 0, 10));
    }
    assertThat(first.metric("tollgate_credits_known_denials")).isPositive();
    ledger.grant(wallet, 50);
    await().until(() -> first.reserve(wallet, 10).get() instanceof HoldOutcome.Admitted);
  }

  @Test
  void usageThatOneReadIsSettledByTheOtherWhoseReservationItIs() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var held = admitted(first.reserve(wallet, 500_000));
    var report = usage(11, 7); // 5,850 nanocredits
    assertThat(second.credits.settlements().settle(held, report))
        .isEqualTo(Settlements.Result.FOREIGN);
    var admission =
        Admission.newBuilder()
            .setN(held.n())
            .setDay(held.day())
            .addPath(wallet)
            .setHold(Vectors.oneRequest(500_000))
            .setPriceVersion(PriceVersion.newBuilder().setBook("default").setVersion(1))
            .setModel("gpt-4o-mini")
            .build();
    var foreign = List.of(new ForeignReports.Foreign(held.replica(), admission, report));
    for (int again = 0; again < 2; again++) {
      assertThat(second.credits.foreignReports().forward(foreign))
          .isInstanceOf(ForeignReports.Outcome.Forwarded.class);
    }
    // It comes with the reply to whatever the owner reports next.
    first.credits.settlements().settle(admitted(first.reserve(wallet, 1)), unsent());
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
    assertThat(first.credits.settlements().settle(held, report))
        .isEqualTo(Settlements.Result.ALREADY);
    assertThat(second.credits.foreignReports().forward(foreign))
        .isInstanceOf(ForeignReports.Outcome.Forwarded.class);
  }

  /** What a cost exceeds its hold by comes from free lease. */
  @Test
  @Tag("vector-5")
  void aCostBeyondItsHoldIsCoveredByFreeLease() throws Exception {
    var wallet = ledger.wallet(1_000_000);
    var held = admitted(first.reserve(wallet, 1_000));
    await().until(() -> ledger.leased(wallet) >= 2_000);
    first.credits.settlements().settle(held, usage(0, 3)); // 1,800 nanocredits
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 1_800);
    assertThat(ledger.overrun(wallet)).isZero();
  }
}
