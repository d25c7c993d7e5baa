package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expiry beside Acquire, Report and movements of the same account. */
final class ExpiryRaceTest {
  private static final int GRANTS = 40;
  private static final long EACH = 25;

  @AutoClose private final LedgerFixture ledger = new LedgerFixture();

  /**
   * Two servers expire a grant every hour of a clock that runs on, while four replicas lease, spend
   * and return, and while grants and withdrawals come.
   */
  @Test
  void nothingIsTakenTwiceNothingIsOverspentAndEveryGrantIsAccountedFor() throws Exception {
    var wallet = ledger.wallet(200);
    var start = ledger.now.get();
    for (int hour = 1; hour <= GRANTS; hour++) {
      ledger.grantUntil(wallet, EACH, start.plus(Duration.ofHours(hour)));
    }
    var spent = new AtomicLong();
    var over = new AtomicBoolean();
    var tasks = new ArrayList<Callable<Void>>();
    for (int i = 0; i < 4; i++) {
      var random = new Random(i);
      tasks.add(() -> spend(wallet, random, spent, over));
    }
    for (int i = 0; i < 2; i++) {
      tasks.add(() -> expire(over));
    }
    tasks.add(() -> move(wallet, over));
    try (var threads = Executors.newFixedThreadPool(tasks.size())) {
      var results = threads.invokeAll(tasks);
      for (var result : results) {
        result.get();
      }
    }
    ledger.expiry.run(ledger.now.get().plus(Duration.ofHours(2)));
    payWhatWithdrawalsWaitFor(wallet);
    assertThat(ledger.verification.run().differences()).isEmpty();
    var account = ledger.account(wallet);
    assertThat(account.posted()).isEqualTo(spent.get());
    assertThat(account.overrun()).isZero();
    assertThat(account.leased()).isZero();
    assertThat(account.lapsed()).isZero();
    assertThat(account.expiring()).isZero();
    assertThat(account.claimed()).isZero();
  }

  /** Requests may have spent what was withdrawn while they held it. */
  private void payWhatWithdrawalsWaitFor(String wallet) throws SQLException {
    ledger.grant(wallet, 10_000, "pay");
    var replica = ledger.replica();
    assertThat(replica.acquire(wallet, 1, 1)).isInstanceOf(Grant.Granted.class);
    replica.report(replica.giveBack(wallet, 1));
  }

  private Void spend(String wallet, Random random, AtomicLong spent, AtomicBoolean over)
      throws SQLException {
    var replica = ledger.replica();
    while (!over.get()) {
      long hold = 1L + random.nextInt(12);
      if (replica.acquire(wallet, replica.granted + hold, hold) instanceof Grant.Granted) {
        replica.granted += hold;
        long cost = random.nextInt((int) hold + 1);
        var settle = replica.settle(wallet, hold, cost, 0);
        if (cost < hold) {
          replica.report(settle, replica.giveBack(wallet, hold - cost));
        } else {
          replica.report(settle);
        }
        spent.addAndGet(cost);
      }
      var seen = ledger.account(wallet);
      assertThat(seen.posted() + seen.leased()).isLessThanOrEqualTo(seen.granted());
    }
    return null;
  }

  private Void expire(AtomicBoolean over) throws SQLException {
    for (int hour = 0; hour < GRANTS; hour++) {
      var now = ledger.now.updateAndGet(was -> was.plus(Duration.ofMinutes(31)));
      ledger.expiry.run(now);
    }
    over.set(true);
    return null;
  }

  private Void move(String wallet, AtomicBoolean over) throws SQLException {
    for (int i = 0; !over.get(); i++) {
      ledger.grant(wallet, 3, "more " + i);
      ledger.withdraw(wallet, 2, "less " + i);
      ledger.grantUntil(wallet, 1, ledger.now.get().plus(Duration.ofMinutes(7 + i % 60)));
    }
    return null;
  }

  /** The replay of the entries is the model: whatever happens in whatever order, both agree. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void theEntriesExplainEveryRemainderAtEveryStep(long seed) throws Exception {
    var random = new Random(seed);
    var wallet = ledger.wallet(50);
    var replica = ledger.replica();
    for (int step = 0; step < 40; step++) {
      step(random, wallet, replica, step);
      assertThat(ledger.verification.run().differences())
          .as("seed %d, step %d", seed, step)
          .isEmpty();
    }
  }

  private void step(Random random, String wallet, LedgerFixture.Replica replica, int step)
      throws SQLException {
    long amount = 1L + random.nextInt(30);
    switch (random.nextInt(8)) {
      case 0 -> ledger.grant(wallet, amount, "g " + wallet + step);
      case 1, 2 ->
          ledger.grantUntil(wallet, amount, ledger.now.get().plusSeconds(1 + random.nextInt(100)));
      case 3 -> ledger.withdraw(wallet, amount, "w " + wallet + step);
      case 4 ->
          ledger.expiry.run(ledger.now.updateAndGet(was -> was.plusSeconds(random.nextInt(60))));
      case 5 -> replica.report(replica.settle(wallet, amount, amount + random.nextInt(3), 0));
      case 6 -> replica.report(replica.giveBack(wallet, amount));
      default -> {
        if (replica.acquire(wallet, replica.granted + amount, amount) instanceof Grant.Granted) {
          replica.granted += amount;
        }
      }
    }
  }
}
