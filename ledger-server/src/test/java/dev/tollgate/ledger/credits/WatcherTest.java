package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the verdict falls: docs/reference/leases.md, "Verdict". */
final class WatcherTest {
  @AutoClose private static final LedgerFixture LEDGER = new LedgerFixture();
  private static final Duration WAIT = Duration.ofSeconds(1_350);
  private static final Duration LOOKS = Duration.ofSeconds(100);

  private final AtomicLong nanoTime = new AtomicLong();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final Watcher watcher = new Watcher(LEDGER.endings, WAIT, nanoTime::get, verdicts::add);

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(LEDGER.verification.run().differences()).isEmpty();
  }

  /** Looks on the way, as the server does. */
  private void pass(Duration time) throws SQLException {
    for (var left = time; left.isPositive(); left = left.minus(LOOKS)) {
      nanoTime.addAndGet(left.compareTo(LOOKS) > 0 ? LOOKS.toNanos() : left.toNanos());
      watcher.look();
    }
  }

  private Verdict verdictOn(LedgerFixture.Replica replica) {
    return verdicts.stream()
        .filter(v -> v.replica().id().equals(replica.id.id()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aReplicaThatSpeaksIsNeverCondemnedAndOneThatFallsSilentOnlyAfterW() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 40, 40);
    watcher.look();
    pass(WAIT.minusMillis(1));
    LEDGER.ledger.report(replica.owner(), 2, List.of());
    pass(Duration.ofMillis(1));
    pass(WAIT.minusMillis(1));
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(40);
    pass(Duration.ofMillis(1));
    assertThat(LEDGER.account(wallet).leased()).isZero();
    assertThat(LEDGER.account(wallet).darkCeiling()).isEqualTo(40);
    assertThat(verdictOn(replica).ceiling()).isEqualTo(Map.of(wallet, 40L));
  }

  @Test
  void anOpenIsASignOfLifeAndARecordWithoutAHeartbeatIsNone() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 40, 40);
    watcher.look();
    pass(WAIT.minusMillis(1));
    var reopened = new ReplicaId(replica.id.id(), 0, 2, replica.id.caller());
    LEDGER.ledger.open(reopened, new Ledger.Opening("boot", 0, 0, "", 0));
    pass(Duration.ofMillis(1));
    LEDGER.ledger.report(
        LEDGER.new Replica(reopened).owner(), 0, List.of(replica.giveBack(wallet, 5)));
    pass(WAIT.minusMillis(1));
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(35);
    pass(Duration.ofMillis(1));
    assertThat(LEDGER.account(wallet).leased()).isZero();
  }

  @Test
  void aReplicaThatOpenedItselfAtAServerWithALongerWaitGetsThat() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    long longer = WAIT.plusSeconds(60).toMillis();
    var reopened = new ReplicaId(replica.id.id(), 0, 2, replica.id.caller());
    LEDGER.ledger.open(reopened, new Ledger.Opening("boot", 0, 0, "", longer));
    LEDGER.ledger.acquire(
        LEDGER.new Replica(reopened).owner(), List.of(List.of(new Want(wallet, 40, 40))));
    watcher.look();
    pass(WAIT.plusSeconds(59));
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(40);
    pass(Duration.ofSeconds(1));
    assertThat(LEDGER.account(wallet).leased()).isZero();
  }

  @Test
  void afterTheDatabaseWasAwayEverybodysWaitBeginsAnew() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 40, 40);
    watcher.look();
    nanoTime.addAndGet(WAIT.toNanos());
    watcher.look();
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(40);
    pass(WAIT);
    assertThat(LEDGER.account(wallet).leased()).isZero();
  }

  @Test
  @Tag("vector-12")
  void whatASilentReplicaHasLeasedIsInFlightUntilTheVerdict() throws Exception {
    var wallet = LEDGER.wallet(100);
    LEDGER.replica().acquire(wallet, 40, 40);
    watcher.look();
    pass(Duration.ofSeconds(301));
    var other = LEDGER.replica();
    assertThat(other.acquire(wallet, 100, 100)).isInstanceOf(Grant.HeldElsewhere.class);
    pass(WAIT.minusSeconds(301));
    assertThat(other.acquire(wallet, 100, 100)).isEqualTo(new Grant.Granted());
    assertThat(LEDGER.account(wallet).darkCeiling()).isEqualTo(40);
  }

  /** The replica's clock is a thousandth slow, this server's a thousandth fast. */
  @Test
  @Tag("vector-13")
  void driftingClocksLeaveTheLastRequestTimeToEndAndToBeReported() {
    double sessionOfTheReplica = 300 / 0.999;
    double reported = sessionOfTheReplica + 4 + 17 * 60;
    assertThat(WAIT.toSeconds() / 1.001).isGreaterThanOrEqualTo(reported);
    assertThat(Watcher.wait(Duration.ofMinutes(5), Duration.ofMinutes(17)).toMillis() / 1.001)
        .isCloseTo(reported * 1_000, within(1.0));
  }

  @Test
  @Tag("vector-13")
  void theWaitCoversDriftingClocksTheAnswerTheLongestRequestAndItsReport() {
    var session = Duration.ofMinutes(5);
    var reportWithin = Duration.ofMinutes(17);
    assertThat(Watcher.wait(session, reportWithin).toMillis()).isEqualTo(1_325_625);
    assertThat(WAIT).isGreaterThan(Watcher.wait(session, reportWithin));
  }
}
