package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.verify.VerificationMetrics;
import dev.tollgate.ledger.verify.Verifier;
import dev.tollgate.local.Repository;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The timer's verification, on two servers of one ledger. */
final class VerifierTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @AutoClose private final LedgerFixture ledger = new LedgerFixture();
  private final Server first = new Server();
  private final Server second = new Server();

  private final class Server {
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Verifier verifier =
        new Verifier(ledger.transactions, new VerificationMetrics(registry), HOUR, ledger.now::get);

    long gauge(String name) {
      return Math.round(registry.get("tollgate_ledger_" + name).gauge().value());
    }
  }

  @BeforeEach
  void someBooks() throws SQLException {
    ledger.wallet(100);
  }

  private void pass(Duration time) {
    ledger.now.updateAndGet(was -> was.plus(time));
  }

  @Test
  void oneServerVerifiesOnceAnIntervalAndEveryServerShowsIt() throws Exception {
    assertThat(first.verifier.runIfDue()).isTrue();
    assertThat(second.verifier.runIfDue()).isFalse();
    long began = ledger.now.get().getEpochSecond();
    assertThat(second.gauge("verification_held")).isEqualTo(began);
    assertThat(second.gauge("verification_differed")).isZero();
    pass(Duration.ofMinutes(59));
    assertThat(first.verifier.runIfDue()).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(second.verifier.runIfDue()).isTrue();
    assertThat(first.verifier.runIfDue()).isFalse();
    assertThat(first.gauge("verification_held")).isEqualTo(began + 3_600);
  }

  @Test
  void whileAnotherServerIsAtItNoneBegins() throws Exception {
    try (var other = ledger.database.connect();
        var statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(7307031003)");
      assertThat(first.verifier.runIfDue()).isFalse();
      assertThat(first.verifier.run().holds()).isTrue(); // a person need not wait
      pass(HOUR);
      assertThat(first.verifier.runIfDue()).isFalse();
      statement.execute("SELECT pg_advisory_unlock(7307031003)");
    }
    assertThat(first.verifier.runIfDue()).isTrue();
  }

  @Test
  void whereOneTakesLongTheNextComesLaterButWithinADay() throws Exception {
    first.verifier.runIfDue();
    long began = ledger.now.get().getEpochSecond();
    assertThat(first.gauge("verification_due")).isEqualTo(began + 3_600);
    sql("UPDATE ledger.verification SET took_ms = 600000");
    pass(Duration.ofMinutes(199));
    assertThat(second.verifier.runIfDue()).isFalse();
    assertThat(second.gauge("verification_due")).isEqualTo(began + 12_000);
    sql("UPDATE ledger.verification SET took_ms = 36000000");
    pass(Duration.ofMinutes(1));
    assertThat(first.verifier.runIfDue()).isFalse();
    assertThat(first.gauge("verification_due")).isEqualTo(began + 86_400);
    sql("UPDATE ledger.verification SET took_ms = 600000");
    assertThat(first.verifier.runIfDue()).isTrue();
    assertThat(first.gauge("verification_due")).isEqualTo(began + 12_000 + 3_600);
  }

  @Test
  void differencesAreCountedAndTheLastTimeThatTheBooksHeldStays() throws Exception {
    first.verifier.runIfDue();
    long held = ledger.now.get().getEpochSecond();
    pass(HOUR);
    sql("UPDATE ledger.account SET granted = granted + 1");
    assertThat(second.verifier.runIfDue()).isTrue();
    first.verifier.runIfDue();
    for (var server : new Server[] {first, second}) {
      assertThat(server.gauge("differences")).isEqualTo(1);
      assertThat(server.gauge("verification_held")).isEqualTo(held);
      assertThat(server.gauge("verification_differed")).isEqualTo(held + 3_600);
    }
    sql("UPDATE ledger.account SET granted = granted - 1");
    pass(Duration.ofMinutes(1));
    assertThat(first.verifier.run().holds()).isTrue();
    assertThat(first.gauge("differences")).isZero();
    assertThat(first.gauge("verification_held")).isEqualTo(held + 3_660);
  }

  @Test
  void itsGaugesAreDocumented() throws Exception {
    var reference = Files.readString(Repository.root().resolve("docs/reference/ledger.md"));
    for (var meter : first.registry.getMeters()) {
      var unit = meter.getId().getBaseUnit();
      var name = meter.getId().getName() + (unit == null ? "" : "_" + unit);
      assertThat(reference).contains("`" + name + "`");
    }
  }

  private void sql(String statement) throws SQLException {
    try (var connection = ledger.database.connect();
        var s = connection.createStatement()) {
      s.execute(statement);
    }
  }
}
