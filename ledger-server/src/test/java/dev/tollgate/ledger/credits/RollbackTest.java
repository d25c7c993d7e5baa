package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migration;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Rollback;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Period;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Byok;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Migrations of a ledger with money in it, taken back and applied again. */
final class RollbackTest {
  private static final Schema SCHEMA = new Schema("ledger", "db/ledger");

  @AutoClose private final LedgerFixture ledger = new LedgerFixture();

  @Test
  void noBalanceChangesAndTheBooksHoldAfterwards() throws Exception {
    var wallet = ledger.wallet(100);
    var due = ledger.now.get().plus(Duration.ofDays(1));
    ledger.grantUntil(wallet, 30, due);
    ledger.grantUntil(wallet, 20, due.plus(Duration.ofDays(1)));
    correct(wallet, 5);
    correct(wallet, -7);
    var replica = ledger.replica();
    replica.acquire(wallet, 130, 130);
    replica.report(replica.settle(wallet, 4, 4, 0));
    ledger.now.set(due);
    ledger.expiry.run(due);
    ledger.withdraw(wallet, 2, "w");
    loweredWindow();
    spentByOwnKeys(wallet);
    new JdbcOpenings(ledger.transactions)
        .open("old", List.of(new OpeningBalance(wallet, "1", 50, 20, 0, null)), false, "test");
    var before = ledger.account(wallet);
    assertThat(before.lapsed()).isPositive();
    assertThat(before.granted()).isLessThan(198);

    var database = ledger.database;
    var config =
        new DatabaseConfig(database.jdbcUrl(), database.user(), Secret.of(database.password()), 2);
    var source = Databases.connections(config, "rollback");
    int refused = 0;
    while (Migrations.status(source, SCHEMA).stream()
            .filter(m -> m.state() == Migration.State.APPLIED)
            .count()
        > 2) {
      if (Rollback.newest(source, SCHEMA, false) instanceof Rollback.Outcome.WouldLose) {
        refused++;
        Rollback.newest(source, SCHEMA, true);
      }
    }
    assertThat(refused).as("what would lose something needs force").isEqualTo(6);
    Migrations.apply(source, SCHEMA);

    var after = ledger.account(wallet);
    assertThat(after.balance()).isEqualTo(before.balance());
    assertThat(after.leased()).isEqualTo(before.leased());
    assertThat(after.claimed()).isEqualTo(before.claimed() - before.lapsed());
    assertThat(ledger.verification.run().differences()).isEmpty();
    replica.report(replica.giveBack(wallet, 126));
    assertThat(ledger.verification.run().differences()).isEmpty();
  }

  /** Something is spent of it, something leased, and something was claimed. */
  private void loweredWindow() throws Exception {
    var limit = new LimitId(LimitId.Kind.BUDGET, "key:k", Period.DAY);
    var window = ledger.limits.set(limit, "acme", 10).window(ledger.now.get()).id();
    var replica = ledger.replica();
    replica.acquire(window, 9, 9);
    replica.report(replica.settle(window, 4, 4, 0));
    ledger.limits.set(limit, "acme", 6);
    assertThat(ledger.account(window).claimed()).isEqualTo(3);
  }

  /** A window of a kind that the versions before do not know, in the path of a charge. */
  private void spentByOwnKeys(String wallet) throws Exception {
    var limit = new LimitId(LimitId.Kind.SPEND, "key:k", Period.DAY);
    var window = ledger.limits.set(limit, "acme", 900).window(ledger.now.get()).id();
    var replica = ledger.replica();
    replica.acquire(window, 600, 600);
    var own =
        replica.admission(wallet, 0).toBuilder()
            .addPath(window)
            .setByok(Byok.BYOK_USER)
            .setHold(Vectors.oneRequest(0, 500))
            .build();
    var settle = replica.settle(own, 81, 0).toBuilder();
    settle.getSettleBuilder().setCost(Vectors.oneRequest(0, 81));
    replica.report(settle.build());
    assertThat(ledger.account(window).posted()).isEqualTo(81);
  }

  private void correct(String wallet, long nanocredits) throws Exception {
    ledger.movements.apply(
        new Movement(
            wallet + nanocredits,
            Movement.Kind.ADJUSTMENT,
            wallet,
            nanocredits,
            "",
            "wrong",
            null,
            "test"),
        "");
  }
}
