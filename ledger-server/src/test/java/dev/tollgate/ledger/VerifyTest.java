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
  private static String replica = "";
  private static String today = "";

  @BeforeAll
  static void start() {
    ledger = TestLedger.start();
    ledger
        .admin()
        .grant(
            GrantRequest.newBuilder()
                .setAccount(WALLET)
                .setNanocredits(100)
                .setIdempotencyKey("first")
                .build());
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
    var stream = ledger.open();
    replica = stream.id.toString();
    today = Integer.toString(stream.today);
    stream.hold(WALLET, 40);
    stream.report(
        stream.settle(stream.admission(10, WALLET), 4),
        stream.dark(stream.admission(5, WALLET)),
        stream.giveBack(WALLET, 6));
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
          UPDATE account SET posted = posted + 1 | I3 account wallet:user:alice posted
          UPDATE account SET written_off = written_off + 1 | I3 account wallet:user:alice posted + written_off
          UPDATE account SET granted = granted + 1 | I3 account wallet:user:alice granted
          UPDATE account SET leased = leased + 1 | I1 account wallet:user:alice leased
          UPDATE account SET leased = leased + 1000 | I1 account wallet:user:alice posted + leased
          UPDATE account SET overrun = overrun + 1 | I4 account wallet:user:alice overrun
          UPDATE account SET entries = entries + 1 | I3 account wallet:user:alice entries
          UPDATE account SET claimed = claimed + 1 | I3 account wallet:user:alice claimed
          UPDATE account SET expiring = expiring - 1 | I3 account wallet:user:alice expiring
          UPDATE account SET claimed = claimed + 1, lapsed = lapsed + 1 | I3 account wallet:user:alice lapsed
          UPDATE lease SET outstanding = outstanding - 1 | I1 lease of replica REPLICA on wallet:user:alice outstanding
          UPDATE lease SET granted_total = granted_total + 1 | I1 lease of replica REPLICA on wallet:user:alice outstanding
          UPDATE lease SET returned_total = returned_total + 1 | I1 lease of replica REPLICA on wallet:user:alice outstanding
          DELETE FROM lease | I1 account wallet:user:alice leased
          UPDATE charge SET cost_nanocredits = cost_nanocredits - 1 | I3 account wallet:user:alice posted + written_off
          UPDATE charge SET taken_nanocredits = taken_nanocredits - 1 | I4 account wallet:user:alice overrun
          UPDATE usage_day SET cost_nanocredits = cost_nanocredits + 1 | R1 usage of wallet:user:alice with unit on day TODAY cost_nanocredits
          UPDATE usage_day SET units = units + 1 | R1 usage of wallet:user:alice with unit on day TODAY units
          UPDATE usage_day SET dark = dark - 1 | R1 usage of wallet:user:alice with unit on day TODAY dark
          DELETE FROM usage_day | R1 usage of wallet:user:alice with unit on day TODAY requests
          UPDATE charge SET tokens_input = 9 | R1 usage of wallet:user:alice with unit on day TODAY tokens_input
          DELETE FROM charge WHERE kind = 'dark' | I3 account wallet:user:alice posted + written_off
          UPDATE charge SET n = 1, day = day + 1 WHERE kind = 'dark' | I2 reservation 1 of replica REPLICA n
          UPDATE entry SET amount = amount + 1, balance_after = balance_after + 1 WHERE seq = 1 | I3 entry 2 of wallet:user:alice balance_before
          UPDATE entry SET cause = 'another' WHERE seq = 1 | I3 movement KEY nanocredits
          DELETE FROM entry WHERE seq = 2 | I3 entry 3 of wallet:user:alice seq
          UPDATE credit_grant SET remaining = remaining - 1 | I3 grant 3 of wallet:user:alice remaining
          UPDATE credit_grant SET amount = amount + 1 WHERE id = 1 | I3 grant 1 of wallet:user:alice amount
          UPDATE credit_grant SET expires_at = expires_at + interval '1s' | I3 grant 3 of wallet:user:alice expires_at
          UPDATE credit_grant SET expired_after = 5 WHERE remaining > 0 | I3 account wallet:user:alice lapsed
          UPDATE credit_grant SET expired_after = 77 WHERE remaining > 0 | I3 grant 3 of wallet:user:alice expired_after
          UPDATE credit_grant SET as_of = 77 WHERE remaining > 0 | I3 grant 3 of wallet:user:alice as_of
          DELETE FROM credit_grant WHERE id = 1 | I3 movement KEY kind
          UPDATE movement SET nanocredits = 99 WHERE nanocredits = 100 | I3 movement KEY nanocredits
          """)
  void aPlantedDifferenceIsNamedByInvariantRowAndColumn(String damage, String name)
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
      statement.execute("CREATE TEMP TABLE usage_day_was AS TABLE usage_day");
      statement.execute("CREATE TEMP TABLE grant_was AS TABLE credit_grant");
      statement.execute("ALTER TABLE account DROP CONSTRAINT i1");
      statement.execute(damage);
      try {
        var result = ledger.verify();
        assertThat(result.getHolds()).isFalse();
        assertThat(result.getDetailsList())
            .extracting(d -> d.getInvariant() + " " + d.getSubject() + " " + d.getColumn())
            .contains(
                name.replace("REPLICA", replica).replace("KEY", "first").replace("TODAY", today));
        assertThat(result.getDetailsList())
            .allSatisfy(d -> assertThat(d.getExpected()).isNotEqualTo(d.getFound()));
      } finally {
        for (var table : new String[] {"account", "lease", "entry", "movement", "usage_day"}) {
          statement.execute("DELETE FROM " + table);
          statement.execute("INSERT INTO " + table + " TABLE " + table + "_was");
        }
        statement.execute(
            "ALTER TABLE account ADD CONSTRAINT i1 CHECK (leased >= 0 AND claimed >= 0"
                + " AND posted + leased <= granted + overrun)");
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
