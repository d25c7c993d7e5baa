package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every planted difference is found, and the tables that only append do only that. */
final class VerificationTest {
  private static final LedgerFixture LEDGER = new LedgerFixture();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "I1 | UPDATE ledger.account SET leased = leased + 1",
        "I1 | UPDATE ledger.lease SET granted_total = granted_total + 1",
        "I3 | UPDATE ledger.account SET posted = posted - 1",
        "I3 | UPDATE ledger.account SET granted = granted + 1",
        "I3 | UPDATE ledger.account SET entries = entries + 1",
        "I3 | UPDATE ledger.charge SET cost_nanocredits = cost_nanocredits + 1",
        "I3 | DELETE FROM ledger.entry WHERE seq = 1",
        "I4 | UPDATE ledger.account SET overrun = overrun + 1",
      })
  void aPlantedDifferenceIsNamed(String invariant, String damage) throws SQLException {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    replica.report(replica.settle(wallet, 10, 4, 0));
    assertThat(LEDGER.verification.run().differences()).isEmpty();
    try (var connection = LEDGER.database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET session_replication_role = replica"); // triggers stay out of it
      statement.execute(damage);
      connection.commit();
    }
    assertThat(LEDGER.verification.run().differences())
        .anySatisfy(difference -> assertThat(difference).startsWith(invariant));
    wipe();
  }

  private static void wipe() throws SQLException {
    try (var connection = LEDGER.database.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      statement.execute(
          "DELETE FROM ledger.charge; DELETE FROM ledger.lease; DELETE FROM ledger.entry; DELETE"
              + " FROM ledger.credit_grant; DELETE FROM ledger.movement; DELETE FROM"
              + " ledger.account");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UPDATE ledger.entry SET amount = 1",
    "DELETE FROM ledger.entry",
    "DELETE FROM ledger.movement",
    "TRUNCATE ledger.price_book"
  })
  void appendOnlyTablesRefuseChanges(String sql) throws SQLException {
    try (var connection = LEDGER.database.connect();
        var statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("append-only");
    }
  }

  @Test
  void theLastFenceRefusesMoreThanThereIs() throws SQLException {
    var wallet = LEDGER.wallet(100);
    try (var connection = LEDGER.database.connect();
        var statement = connection.createStatement()) {
      assertThatThrownBy(() ->
              statement.execute(
                  "UPDATE ledger.account SET leased = 101 WHERE id = '" + wallet + "'"))
          .hasMessageContaining("i1");
    }
  }
}
