package dev.tollgate.ledger.credits;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Period;
import dev.tollgate.pricing.window.WindowAccount;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors 14 and 16 of docs/reference/leases.md are here by number. */
final class WindowsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  @AutoClose private static LedgerFixture ledger;

  private LimitId budget;
  private LedgerFixture.Replica replica;

  @BeforeAll
  static void open() {
    ledger = new LedgerFixture();
  }

  @BeforeEach
  void begin() throws SQLException {
    ledger.now.set(NOON);
    budget = limit(LimitId.Kind.BUDGET, Period.DAY);
    replica = ledger.replica();
  }

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(ledger.verification.run().differences()).isEmpty();
  }

  private static LimitId limit(LimitId.Kind kind, Period period) {
    return new LimitId(kind, "key:k" + NUMBER.incrementAndGet(), period);
  }

  private static String today(LimitId limit) throws SQLException {
    var policy = ledger.limits.set(limit, "acme", 10);
    return policy.window(ledger.now.get()).id();
  }

  private static String next(String account) {
    var window = requireNonNull(WindowAccount.parse(account));
    return new WindowAccount(window.limit(), window.window().next()).id();
  }

  private Grant acquire(long shortfall, String... path) throws SQLException {
    var wants = Arrays.stream(path).map(a -> new Want(a, 1_000_000, shortfall)).toList();
    return ledger.ledger.acquire(replica.owner(), List.of(wants)).grants().getFirst();
  }

  @Test
  @Tag("vector-14")
  void aHoldBelongsToTheWindowOfItsAdmissionForEver() throws SQLException {
    ledger.now.set(Instant.parse("2026-11-21T23:59:58Z"));
    var old = today(budget);
    assertThat(acquire(6, old)).isEqualTo(new Grant.Granted());
    ledger.now.set(Instant.parse("2026-11-22T00:01:00Z"));
    var next = next(old);
    assertThat(acquire(10, next)).isEqualTo(new Grant.Granted());
    ledger.now.set(Instant.parse("2026-11-22T00:03:00Z"));
    replica.report(replica.settle(old, 6, 5, 0), replica.giveBack(old, 1));
    assertThat(ledger.account(old).posted()).isEqualTo(5);
    assertThat(ledger.account(old).leased()).isZero();
    assertThat(ledger.account(next).leased()).isEqualTo(10);
    assertThat(ledger.account(next).posted()).isZero();
  }

  @Test
  @Tag("vector-16")
  void whatABudgetDeniesIsTakenFromNoWallet() throws SQLException {
    var wallet = ledger.wallet(100);
    var today = today(budget);
    assertThat(acquire(11, wallet, today)).isEqualTo(new Grant.Never(today));
    assertThat(ledger.account(wallet).leased()).isZero();
    assertThat(ledger.account(today).leased()).isZero();
    assertThat(acquire(10, wallet, today)).isEqualTo(new Grant.Granted());
    assertThat(ledger.account(wallet).leased()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T23:59:49.999Z, false",
    "2026-11-20T23:59:50Z,     true",
    "2026-11-22T00:00:09.999Z, true",
    "2026-11-22T00:00:10Z,     false",
  })
  void aReplicasClockOpensNoWindowThatIsMoreThanTenSecondsAway(Instant now, boolean granted)
      throws SQLException {
    var today = today(budget);
    ledger.now.set(now);
    var answer = ledger.ledger.acquire(replica.owner(), List.of(List.of(new Want(today, 1, 1))));
    assertThat(answer.grants().getFirst())
        .isEqualTo(granted ? new Grant.Granted() : new Grant.Closed(today));
    assertThat(answer.accounts()).hasSize(granted ? 1 : 0);
  }

  @Test
  void windowsGoByTheOrganizationsCalendar() throws SQLException {
    ledger.limits.setTimeZone("tokyo", ZoneId.of("Asia/Tokyo"));
    ledger.now.set(Instant.parse("2026-11-21T20:00:00Z"));
    var policy = ledger.limits.set(budget, "tokyo", 10);
    var tomorrow = policy.window(ledger.now.get()).id();
    assertThat(tomorrow).endsWith(":day:2026-11-22");
    assertThat(acquire(1, tomorrow)).isEqualTo(new Grant.Granted());
  }

  @Test
  void aWindowThatNobodySetALimitForIsClosedAndNotMade() throws SQLException {
    var unknown = "budget:key:nobodys:day:2026-11-21";
    assertThat(acquire(1, unknown)).isEqualTo(new Grant.Closed(unknown));
    assertThat(acquire(1, "budget:nonsense")).isEqualTo(new Grant.Closed("budget:nonsense"));
    assertThat(ledger.statements.read(unknown)).isNull();
  }

  @Test
  void aLimitThatWasRemovedOpensNoWindowAndCountsOnInTheOneUnderWay() throws SQLException {
    var today = today(budget);
    acquire(4, today);
    assertThat(ledger.limits.remove(budget)).isTrue();
    assertThat(ledger.limits.remove(budget)).isFalse();
    assertThat(acquire(7, today)).isEqualTo(new Grant.HeldElsewhere(today));
    assertThat(acquire(6, today)).isEqualTo(new Grant.Granted());
    ledger.now.set(NOON.plus(Duration.ofDays(1)));
    var next = next(today);
    assertThat(acquire(1, next)).isEqualTo(new Grant.Closed(next));
  }

  @Test
  void aLimitThatIsRaisedInMidWindowAdmitsAtOnce() throws SQLException {
    var today = today(budget);
    acquire(10, today);
    replica.report(replica.settle(today, 10, 10, 0));
    assertThat(acquire(1, today)).isEqualTo(new Grant.Never(today));
    ledger.limits.set(budget, "acme", 15);
    assertThat(acquire(5, today)).isEqualTo(new Grant.Granted());
    assertThat(acquire(1, today)).isEqualTo(new Grant.HeldElsewhere(today));
  }

  @Test
  void aLimitThatIsLoweredBelowWhatIsLeasedSeizesNothingAndIsReachedAsLeasesComeHome()
      throws SQLException {
    var today = today(budget);
    acquire(8, today);
    ledger.limits.set(budget, "acme", 3);
    var lowered = ledger.account(today);
    assertThat(lowered.granted()).isEqualTo(8);
    assertThat(lowered.claimed()).isEqualTo(5);
    assertThat(lowered.leased()).isEqualTo(8);
    assertThat(ledger.recalls.accounts(replica.id)).containsExactly(today);
    replica.report(replica.settle(today, 2, 2, 0), replica.giveBack(today, 6));
    assertThat(ledger.account(today).granted()).isEqualTo(3);
    assertThat(ledger.account(today).claimed()).isZero();
    assertThat(acquire(2, today)).isEqualTo(new Grant.Never(today));
    assertThat(acquire(1, today)).isEqualTo(new Grant.Granted());
  }

  @Test
  void aLimitThatIsLoweredBelowWhatIsSpentAdmitsNothingMoreUntilItIsRaisedAboveIt()
      throws SQLException {
    var today = today(budget);
    acquire(10, today);
    replica.report(replica.settle(today, 7, 7, 0), replica.giveBack(today, 3));
    ledger.limits.set(budget, "acme", 2);
    assertThat(acquire(1, today)).isEqualTo(new Grant.Never(today));
    ledger.limits.set(budget, "acme", 6);
    assertThat(ledger.account(today).granted()).isEqualTo(7);
    assertThat(acquire(1, today)).isEqualTo(new Grant.Never(today));
    ledger.limits.set(budget, "acme", 9);
    assertThat(acquire(2, today)).isEqualTo(new Grant.Granted());
  }

  @Test
  void aRequestOnAKeyOfTheCallersOwnTakesAQuotaAndNoCredits() throws SQLException {
    var wallet = ledger.wallet(1);
    ledger.withdraw(wallet, 1, "all of " + wallet);
    var today = today(budget);
    ledger.limits.set(budget, "acme", 0);
    var quota = today(limit(LimitId.Kind.QUOTA, Period.MONTH));
    var wants = List.of(new Want(wallet, 0, 0), new Want(today, 0, 0), new Want(quota, 1, 1));
    assertThat(ledger.ledger.acquire(replica.owner(), List.of(wants)).grants())
        .containsExactly(new Grant.Granted());
    var admission = replica.admission(wallet, 0).toBuilder().addPath(today).addPath(quota).build();
    replica.report(replica.settle(admission, 0, 0));
    assertThat(ledger.account(quota).posted()).isEqualTo(1);
    assertThat(ledger.account(quota).leased()).isZero();
    assertThat(ledger.account(wallet).posted()).isZero();
    assertThat(ledger.account(today).posted()).isZero();
  }

  @Test
  void leasesOfNothingOnEndedWindowsAreForgottenAndOthersKept() throws SQLException {
    var wallet = ledger.wallet(10);
    var old = today(budget);
    var held = today(limit(LimitId.Kind.BUDGET, Period.DAY));
    acquire(3, wallet, old, held);
    replica.report(
        replica.giveBack(wallet, 3), replica.giveBack(old, 3), replica.giveBack(held, 2));
    var ended = new JdbcEndedWindows(ledger.transactions);
    assertThat(ended.forgetLeases()).isZero();
    ledger.sql("UPDATE ledger.account SET created_at = now() - interval '5 days'");
    assertThat(ended.forgetLeases()).isEqualTo(1);
    assertThat(ended.forgetLeases()).isZero();
  }

  @Test
  void theSameLimitAgainIsNoChange() throws SQLException {
    var first = ledger.limits.set(budget, "acme", 10);
    acquire(1, first.window(NOON).id());
    assertThat(ledger.limits.set(budget, "acme", 10)).isEqualTo(first);
    assertThat(ledger.limits.set(budget, "acme", 11).version()).isGreaterThan(first.version());
  }
}
