package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.OneThread.WALLET;
import static dev.tollgate.authz.credits.TestCredits.unsent;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.Settlements.Result;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica does all it does when one thread drives it, and is taken over after it was killed. */
final class OneThreadTest {
  private static final Duration MOMENT = Duration.ofMillis(100);

  @TempDir Path directory;
  private OneThread server;

  @BeforeEach
  void start() throws Exception {
    server = new OneThread(directory);
    server.start();
    server.run(MOMENT);
  }

  @AfterEach
  void stop() throws Exception {
    server.kill();
  }

  @Test
  void itAdmitsSettlesAndReportsWithoutAThreadOfItsOwn() {
    var lessee = server.lessee();
    int threads = Thread.activeCount();
    var reservation = server.admitted(40);
    assertThat(lessee.outstanding(WALLET)).isEqualTo(40);
    assertThat(server.settle(reservation, unsent())).isEqualTo(Result.SETTLED);
    assertThat(lessee.applied).isEmpty();
    server.run(MOMENT);
    assertThat(lessee.applied)
        .extracting(r -> r.getSettle().getAdmission().getN())
        .contains(reservation.n());
    assertThat(Thread.activeCount()).isEqualTo(threads);
  }

  @Test
  void aShortSessionIsKeptAliveWhileNothingIsReported() throws Exception {
    server.kill();
    server.ledger.sessionMillis = 9_000;
    server.start();
    for (int second = 1; second <= 30; second++) {
      server.run(Duration.ofSeconds(1));
      assertThat(server.gauge("tollgate_credits_session_seconds")).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void aSessionCountsFromWhenItsHeartbeatWasSent() {
    server.ledger.answering = () -> server.pass(Duration.ofSeconds(9));
    server.run(Duration.ofSeconds(11));
    assertThat(server.gauge("tollgate_credits_session_seconds")).isBetween(289L, 291L);
  }

  @Test
  void leaseOfAnAnswerThatGotLostIsNotLostToOthers() {
    server.ledger.loseNextReply();
    assertThat(server.reserve(40)).isInstanceOf(HoldOutcome.Unavailable.class);
    assertThat(server.lessee().outstanding(WALLET)).isEqualTo(40);
    server.run(Duration.ofSeconds(30));
    assertThat(server.lessee().outstanding(WALLET)).isZero();
  }

  @Test
  @Tag("vector-8")
  void whatTheKilledOneSettledAndHeldIsNotAvailableToTheNext() throws Exception {
    var journal = server.journal();
    server.admitted(34_000);
    var settled = server.admitted(6_000);
    server.ledger.away(true);
    server.settle(settled, usage(11, 7)); // 5,850 nanocredits, and 150 are free again
    server.run(MOMENT);
    server.kill();
    assertThat(server.ledger.lessee(journal).outstanding(WALLET)).isEqualTo(40_000);
    server.start();
    server.ledger.away(false);
    server.run(MOMENT);
    assertThat(free()).isEqualTo(150);
    assertThat(server.lessee().outstanding(WALLET)).isEqualTo(34_150);
  }

  private long free() {
    return server.gauge("tollgate_credits_free_lease_nanocredits");
  }

  @Test
  void theNextServerTakesOverWhatAKilledOneHeld() throws Exception {
    var journal = server.journal();
    var held = server.admitted(40);
    var settled = server.admitted(60);
    server.ledger.away(true);
    server.settle(settled, unsent());
    server.run(MOMENT);
    server.kill();
    server.ledger.away(false);
    server.start();
    server.run(MOMENT);
    assertThat(server.journal()).isEqualTo(journal);
    assertThat(server.ledger.opens).extracting(open -> open.getEpoch()).endsWith(2L);
    assertThat(server.settle(settled, unsent())).isEqualTo(Result.ALREADY);
    assertThat(server.settle(held, unsent())).isEqualTo(Result.SETTLED);
    server.run(Duration.ofSeconds(30));
    assertThat(server.ledger.lessee(journal).outstanding(WALLET)).isZero();
  }

  @Test
  void whatCanBeSpentUnseenIsWhatIsHeldOrNotAcknowledged() {
    assertThat(exposure()).isZero();
    var held = server.admitted(6_000);
    assertThat(exposure()).isEqualTo(6_000);
    server.ledger.away(true);
    server.settle(held, usage(11, 7)); // 5,850 nanocredits, and 150 are free again
    server.run(MOMENT);
    assertThat(exposure()).isEqualTo(6_000);
    server.ledger.away(false);
    server.run(Duration.ofSeconds(3));
    assertThat(exposure()).isEqualTo(150);
    server.run(Duration.ofSeconds(30));
    assertThat(exposure()).isZero();
  }

  private long exposure() {
    return server.gauge("tollgate_credits_exposure_nanocredits");
  }

  @Test
  @Tag("vector-12")
  void aLedgerThatIsAwayIsAskedAgainAndNothingIsAdmittedBeyondTheSession() {
    server.settle(server.admitted(1), unsent());
    server.ledger.away(true);
    server.run(Duration.ofSeconds(299));
    server.admitted(1);
    server.run(Duration.ofSeconds(2));
    assertThat(server.reserve(1)).isInstanceOf(HoldOutcome.Unavailable.class);
    server.ledger.away(false);
    server.run(Duration.ofSeconds(3));
    server.admitted(1);
  }
}
