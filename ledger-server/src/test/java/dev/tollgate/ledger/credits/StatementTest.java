package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.verify.BooksMetrics;
import dev.tollgate.ledger.verify.JdbcTotals;
import dev.tollgate.local.Repository;
import dev.tollgate.proto.ledger.v1.Opened;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an account and the books are explained by. */
final class StatementTest {
  @AutoClose private final LedgerFixture ledger = new LedgerFixture();
  private String wallet = "";

  /**
   * 100 granted and 10 that expire, 5 corrected, 8 withdrawn, 20 spent of holds of 18, 12 dark, 40
   * leased of which 7 are held by a known request, 70 to be withdrawn.
   */
  @BeforeEach
  void aWalletWithEverything() throws SQLException {
    wallet = ledger.wallet(100);
    ledger.grantUntil(wallet, 10, ledger.now.get().plusSeconds(60));
    ledger.movements.apply(
        new Movement("c", Movement.Kind.ADJUSTMENT, wallet, 5, "", "wrong", null, "test"), "");
    ledger.withdraw(wallet, 8, "w");
    var replica = ledger.replica();
    replica.acquire(wallet, 70, 70);
    replica.report(
        replica.settle(wallet, 18, 20, 0),
        replica.dark(replica.admission(wallet, 12)),
        replica
            .next()
            .setOpened(Opened.newBuilder().setAdmission(replica.admission(wallet, 7)))
            .build());
    ledger.withdraw(wallet, 70, "more");
  }

  @Test
  void everyLineIsExplainedAndTheyAddUp() throws Exception {
    var statement = ledger.statement(wallet);
    var account = statement.account();
    assertThat(statement.granted()).isEqualTo(110);
    assertThat(statement.adjusted()).isEqualTo(5);
    assertThat(statement.withdrawn()).isEqualTo(8 + 35);
    assertThat(statement.expired()).isZero();
    assertThat(account.granted()).isEqualTo(110 + 5 - 8 - 35);
    assertThat(account.posted()).isEqualTo(32);
    assertThat(statement.dark()).isEqualTo(12);
    assertThat(account.overrun()).isEqualTo(2);
    assertThat(account.leased()).isEqualTo(40);
    assertThat(statement.held()).isEqualTo(7);
    assertThat(account.claimed()).isEqualTo(35);
    assertThat(account.balance()).isEqualTo(40);
    assertThat(statement.left()).isEmpty(); // spent first
    assertThat(account.unexpiring()).isEqualTo(40);
  }

  @Test
  void theGaugesShowTheSumsOfAllAccounts() throws Exception {
    ledger.wallet(1_000);
    var registry = new SimpleMeterRegistry();
    var metrics = new BooksMetrics(registry);
    metrics.totals(new JdbcTotals(ledger.transactions).read());
    assertThat(nanocredits(registry, "granted")).isEqualTo(1_072);
    assertThat(nanocredits(registry, "posted")).isEqualTo(32);
    assertThat(nanocredits(registry, "leased")).isEqualTo(40);
    assertThat(nanocredits(registry, "claimed")).isEqualTo(35);
    assertThat(nanocredits(registry, "overrun")).isEqualTo(2);
    assertThat(nanocredits(registry, "dark")).isEqualTo(12);
    assertThat(nanocredits(registry, "overshoot")).isZero();
    assertThat(nanocredits(registry, "imbalance")).isZero();
    assertThat(nanocredits(registry, "stranded")).isZero();
    var old = registry.get("tollgate_ledger_unsettled_reservations").tag("age", "older").gauge();
    assertThat(old.value()).isEqualTo(1); // admitted in 1970, as the fixture says

    sql("UPDATE ledger.replica SET state = 'condemned'");
    sql("ALTER TABLE ledger.account DROP CONSTRAINT i1, DROP CONSTRAINT dated");
    sql("UPDATE ledger.account SET posted = 35 WHERE id = '" + wallet + "'");
    metrics.totals(new JdbcTotals(ledger.transactions).read());
    assertThat(nanocredits(registry, "stranded")).isEqualTo(40);
    assertThat(nanocredits(registry, "overshoot")).isEqualTo(3);
    assertThat(nanocredits(registry, "imbalance")).isEqualTo(3);
  }

  @Test
  void everyGaugeOfTheBooksIsDocumented() throws Exception {
    var registry = new SimpleMeterRegistry();
    var _ = new BooksMetrics(registry);
    var reference = Files.readString(Repository.root().resolve("docs/reference/ledger.md"));
    for (var meter : registry.getMeters()) {
      var unit = meter.getId().getBaseUnit();
      var name = meter.getId().getName() + (unit == null ? "" : "_" + unit);
      assertThat(reference).containsPattern("`" + name + "(\\{age})?`");
    }
  }

  private static long nanocredits(SimpleMeterRegistry registry, String name) {
    return Math.round(registry.get("tollgate_ledger_" + name).gauge().value() * 1e9);
  }

  private void sql(String statement) throws SQLException {
    try (var connection = ledger.database.connect();
        var s = connection.createStatement()) {
      s.execute(statement);
    }
  }
}
