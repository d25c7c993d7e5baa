package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verify finds what someone with the keys to the database has changed. */
final class VerifyTest {
  private static final String WALLET = "wallet:user:alice";
  private static TestLedger ledger;

  @BeforeAll
  static void start() {
    ledger = TestLedger.start();
    ledger.grant(WALLET, 100);
    ledger.grant(WALLET, 50);
    ledger
        .admin()
        .grant(
            GrantRequest.newBuilder()
                .setAccount(WALLET)
                .setNanocredits(30)
                .setIdempotencyKey("dated")
                .setExpiresAt(Timestamp.newBuilder().setSeconds(4_000_000_000L))
                .build());
    var replica = ledger.open();
    replica.hold(WALLET, 40);
    replica.report(
        replica.settle(replica.admission(10, WALLET), 4),
        replica.dark(replica.admission(5, WALLET)),
        replica.giveBack(WALLET, 6));
  }

  @AfterAll
  static void stop() {
    ledger.close();
  }

  @Test
  void untouchedBooksHoldAndEverythingIsCounted() {
    var result = ledger.verify();
    assertThat(result.getDifferencesList()).isEmpty();
    assertThat(result.getHolds()).isTrue();
    assertThat(result.getAccountsChecked()).isEqualTo(1);
    assertThat(result.getEntriesChecked()).isEqualTo(5);
    assertThat(result.getChargesChecked()).isEqualTo(2);
    assertThat(result.getLeasesChecked()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UPDATE account SET posted = posted + 1                          | I3
          UPDATE account SET granted = granted + 1                        | I3
          UPDATE account SET leased = leased + 1                          | I1
          UPDATE account SET overrun = overrun + 1                        | I4
          UPDATE account SET entries = entries + 1                        | I3
          UPDATE lease SET outstanding = outstanding - 1                  | I1
          UPDATE lease SET granted_total = granted_total + 1              | I1
          UPDATE lease SET returned_total = returned_total + 1            | I1
          UPDATE charge SET cost_nanocredits = cost_nanocredits - 1       | I3
          UPDATE charge SET taken_nanocredits = taken_nanocredits - 1     | I4
          DELETE FROM charge WHERE kind = 'dark'                          | I3
          UPDATE charge SET n = 1, day = day + 1 WHERE kind = 'dark'      | I2
          UPDATE entry SET amount = amount + 1, balance_after = balance_after + 1 WHERE seq = 1 | I3
          DELETE FROM entry WHERE seq = 2                                 | I3
          DELETE FROM lease                                               | I1
          UPDATE account SET claimed = claimed + 1                        | I3
          UPDATE account SET expiring = expiring - 1                      | I3
          UPDATE account SET claimed = claimed + 1, lapsed = lapsed + 1   | I3
          UPDATE credit_grant SET remaining = remaining - 1               | I3
          UPDATE credit_grant SET amount = amount + 1                     | I3
          UPDATE credit_grant SET expires_at = expires_at + interval '1s' | I3
          UPDATE credit_grant SET expired_after = 5 WHERE remaining > 0   | I3
          UPDATE credit_grant SET as_of = 77 WHERE remaining > 0          | I3
          UPDATE movement SET nanocredits = 99 WHERE nanocredits = 50     | I3
          """)
  void aPlantedDifferenceIsNamedByItsInvariant(String damage, String invariant)
      throws SQLException {
    try (var vandal = ledger.database.connect();
        var statement = vandal.createStatement()) {
      statement.execute("SET search_path = ledger");
      statement.execute("SET session_replication_role = replica"); // no trigger fires
      statement.execute("CREATE TEMP TABLE account_was AS TABLE account");
      statement.execute("CREATE TEMP TABLE lease_was AS TABLE lease");
      statement.execute("CREATE TEMP TABLE entry_was AS TABLE entry");
      statement.execute("CREATE TEMP TABLE charge_was AS TABLE charge");
      statement.execute("CREATE TEMP TABLE movement_was AS TABLE movement");
      statement.execute("CREATE TEMP TABLE grant_was AS TABLE credit_grant");
      statement.execute(damage);
      try {
        var result = ledger.verify();
        assertThat(result.getHolds()).isFalse();
        assertThat(result.getDifferencesList())
            .anySatisfy(difference -> assertThat(difference).startsWith(invariant + ":"));
      } finally {
        for (var table : new String[] {"account", "lease", "entry", "movement"}) {
          statement.execute("DELETE FROM " + table);
          statement.execute("INSERT INTO " + table + " TABLE " + table + "_was");
        }
        statement.execute("DELETE FROM charge");
        statement.execute("INSERT INTO charge OVERRIDING SYSTEM VALUE TABLE charge_was");
        statement.execute("DELETE FROM credit_grant");
        statement.execute("INSERT INTO credit_grant OVERRIDING SYSTEM VALUE TABLE grant_was");
      }
    }
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UPDATE ledger.entry SET amount = 1           | append-only
          DELETE FROM ledger.entry                     | append-only
          TRUNCATE ledger.entry                        | append-only
          DELETE FROM ledger.movement                  | append-only
          UPDATE ledger.price_book SET publication = 9 | append-only
          DELETE FROM ledger.price_book                | append-only
          UPDATE ledger.account SET leased = 1000      | i1
          UPDATE ledger.account SET expiring = 1000    | dated
          UPDATE ledger.account SET lapsed = 1         | dated
          UPDATE ledger.account SET leased = -1        | i1
          UPDATE ledger.lease SET outstanding = -1     | lease_outstanding_check
          """)
  void theSchemaItselfRefuses(String statement, String reason) {
    assertThatThrownBy(() -> ledger.sql(statement))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(reason);
  }
}
