package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.TestCredits.admitted;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.LimitId.Kind;
import dev.tollgate.pricing.window.Period;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits as a replica of the real ledger lives with them. */
final class BudgetTest {
  private static int number;
  private static RealLedger ledger;

  private static final String FREE_TARGET = "tollgate_credits_free_target_nanocredits";

  @TempDir Path journal;
  private LimitId limit;
  private TestCredits replica;
  private Principal principal;
  private String wallet;

  @BeforeAll
  static void start() throws Exception {
    ledger = new RealLedger();
  }

  @BeforeEach
  void open() throws Exception {
    var key = "k" + ++number;
    limit = new LimitId(Kind.BUDGET, "key:" + key, Period.DAY);
    for (int i = 0; i < 5; i++) {
      // More than the ledger tells in one answer.
      ledger.limits.set(new LimitId(Kind.QUOTA, "key:other-" + i, Period.MONTH), "acme", i);
    }
    wallet = ledger.wallet(1_000);
    principal = principal(key, wallet);
    replica = new TestCredits(ledger, journal, "host-boot");
    replica.awaitAdmitting();
  }

  @AfterEach
  void close() throws Exception {
    replica.credits.close();
    assertThat(ledger.differences()).isEmpty();
  }

  private static Principal principal(String key, String wallet) {
    return new Principal(
        key,
        "",
        "org-1",
        "acme",
        "",
        Set.of(),
        "managed",
        "managed",
        "default",
        List.of(wallet),
        Validity.UNLIMITED,
        Restrictions.NONE);
  }

  private List<String> path() {
    var path = replica.credits.paths().of(principal);
    return path == null ? List.of() : path.accounts();
  }

  private HoldOutcome reserve(long hold) throws Exception {
    return replica.reserve(path(), hold).get();
  }

  private String set(long amount) throws Exception {
    ledger.limits.set(limit, "acme", amount);
    await().atMost(Duration.ofSeconds(2)).until(() -> path().size() == 2);
    return path().getLast();
  }

  @Test
  void aBudgetThatIsSetDeniesWithinASecondAndTheWalletKeepsWhatItHas() throws Exception {
    var budget = set(10);
    assertThat(reserve(11)).isEqualTo(new HoldOutcome.Insufficient(budget, 10, 11));
    assertThat(replica.credits.settlements().openBoots()).isEmpty();
    assertThat(reserve(10)).isInstanceOf(HoldOutcome.Admitted.class);
  }

  @Test
  void aRequestThatABudgetRefusesWantsNothingFreeOfItsWallet() throws Exception {
    set(10);
    await().until(() -> replica.gauge(FREE_TARGET) == 0);
    for (int hold = 105; hold > 100; hold--) { // a larger one is known to be refused
      assertThat(reserve(hold)).isInstanceOf(HoldOutcome.Insufficient.class);
      assertThat(replica.gauge(FREE_TARGET)).isZero();
    }
  }

  @Test
  void aBudgetThatIsRaisedAdmits() throws Exception {
    var budget = set(10);
    assertThat(reserve(11)).isInstanceOf(HoldOutcome.Insufficient.class);
    ledger.limits.set(limit, "acme", 11);
    await().until(() -> reserve(11) instanceof HoldOutcome.Admitted);
    assertThat(ledger.leased(budget)).isGreaterThanOrEqualTo(11);
  }

  @Test
  void aBudgetThatIsRemovedIsOnNobodysPath() throws Exception {
    set(0);
    assertThat(reserve(1)).isInstanceOf(HoldOutcome.Insufficient.class);
    ledger.limits.remove(limit);
    await().atMost(Duration.ofSeconds(2)).until(() -> path().equals(List.of(wallet)));
    assertThat(reserve(1)).isInstanceOf(HoldOutcome.Admitted.class);
  }

  @Test
  void aReplicaThatStartsKnowsEveryLimitBeforeItAdmits() throws Exception {
    set(10);
    ledger.limits.setTimeZone("acme", ZoneId.of("Pacific/Kiritimati"));
    replica.credits.close();
    replica = new TestCredits(ledger, journal, "host-boot");
    replica.awaitAdmitting();
    assertThat(path()).hasSize(2);
    assertThat(reserve(10)).isInstanceOf(HoldOutcome.Admitted.class);
    ledger.limits.setTimeZone("acme", ZoneId.of("UTC"));
  }

  @Test
  void whatARequestCostIsSpentOfItsWalletAndOfItsBudget() throws Exception {
    var budget = set(900);
    var reservation = admitted(replica.reserve(path(), 600));
    replica.credits.settlements().settle(reservation, usage(2, 0)); // at 150 nanocredits
    await().until(() -> ledger.balance(budget) == 600);
    assertThat(ledger.balance(wallet)).isEqualTo(700);
    assertThat(reserve(601)).isEqualTo(new HoldOutcome.Insufficient(budget, 600, 601));
  }

  @Test
  void whatHoldsNothingNeedsNoCreditAndTheBalanceIsLearnedMeanwhile() throws Exception {
    assertThat(reserve(0))
        .isInstanceOfSatisfying(
            HoldOutcome.Admitted.class,
            first -> assertThat(first.balanceNanocredits()).isEqualTo(HoldOutcome.BALANCE_UNKNOWN));
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() ->
            reserve(0) instanceof HoldOutcome.Admitted again
                && again.balanceNanocredits() == 1_000);
    assertThat(replica.reserve(List.of("wallet:user:nobody"), 0).get())
        .isInstanceOf(HoldOutcome.Admitted.class);
    assertThat(ledger.leased(wallet)).isZero();
  }

  @Test
  void aBudgetThatCountsCallersOwnKeysIsSpentByBothKindsOfRequests() throws Exception {
    limit = new LimitId(Kind.SPEND, limit.owner(), Period.DAY);
    var budget = set(900);
    assertThat(budget).startsWith("spend:key:");
    var fee = new ByokFee(250);
    var own = admitted(replica.reserveOwn(path(), fee, 600));
    assertThat(reserve(301)).isInstanceOf(HoldOutcome.InFlight.class);
    replica.credits.settlements().settle(own, usage(2, 0)); // at 150 nanocredits
    await().until(() -> ledger.balance(budget) == 600);
    assertThat(ledger.balance(wallet)).isEqualTo(1_000 - 8);
    var platforms = admitted(replica.reserve(path(), 300));
    replica.credits.settlements().settle(platforms, usage(1, 0));
    await().until(() -> ledger.balance(budget) == 450);
    assertThat(replica.reserveOwn(path(), ByokFee.NONE, 451).get())
        .isEqualTo(new HoldOutcome.Insufficient(budget, 450, 0));
    assertThat(replica.reserveOwn(path(), ByokFee.NONE, 450).get())
        .isInstanceOf(HoldOutcome.Admitted.class);
  }

  @Test
  void aWalletThatCannotPayTheFeeIsRefusedAndWithoutAFeeItNeedsNothing() throws Exception {
    var poor = ledger.wallet(10);
    var fee = new ByokFee(250);
    assertThat(replica.reserveOwn(List.of(poor), fee, 401).get())
        .isEqualTo(new HoldOutcome.Insufficient(poor, 10, 11));
    assertThat(replica.reserveOwn(List.of(poor), fee, 400).get())
        .isInstanceOf(HoldOutcome.Admitted.class);
    assertThat(replica.reserveOwn(List.of("wallet:user:nobody"), ByokFee.NONE, 400).get())
        .isInstanceOf(HoldOutcome.Admitted.class);
  }
}
