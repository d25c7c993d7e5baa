package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.GrantKind;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.ImportChargesRequest;
import dev.tollgate.proto.ledger.v1.OldCharge;
import dev.tollgate.proto.ledger.v1.OpenBalancesRequest;
import dev.tollgate.proto.ledger.v1.Opening;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports in SQL that were written for an older gateway go on, in its columns and units. */
final class OldNamesTest {
  private static final String WALLET = "wallet:organization:presenton-service";
  private static final long CREDIT = 1_000_000_000;

  @AutoClose private final TestLedger ledger = TestLedger.start();

  @BeforeEach
  void anImageForElevenCredits() {
    grant("first", GrantKind.GRANT_KIND_UNSPECIFIED, 9_000);
    grant("bought", GrantKind.GRANT_KIND_PURCHASE, 1_000);
    ledger.grant("wallet:user:alice", 5 * CREDIT);
    var replica = ledger.open();
    replica.hold(WALLET, 20 * CREDIT);
    replica.hold("wallet:user:alice", CREDIT);
    var image =
        replica.admission(11 * CREDIT, WALLET).toBuilder()
            .setModel("dall-e-2") // the book has no such price: what the replica says is charged
            .setUserId("")
            .setEndpoint("/v1/images/generations")
            .build();
    replica.report(
        replica.settle(image, 11 * CREDIT, 0, TestReplica.exact(0)),
        replica.settle(replica.admission(10, "wallet:user:alice"), 6),
        replica.voided(replica.admission(10, WALLET)));
  }

  private void grant(String key, GrantKind kind, long credits) {
    var _ =
        ledger
            .admin()
            .grant(
                GrantRequest.newBuilder()
                    .setAccount(WALLET)
                    .setNanocredits(credits * CREDIT)
                    .setKind(kind)
                    .setIdempotencyKey(key)
                    .build());
  }

  /** Rows as PostgreSQL writes them, with schema ledger as the search path, as a report would. */
  private List<String> rows(String query) throws SQLException {
    var lines = new ArrayList<String>();
    try (var connection = ledger.database.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET search_path TO ledger");
      try (var rows = statement.executeQuery(query)) {
        while (rows.next()) {
          var cells = new ArrayList<String>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            cells.add(String.valueOf(rows.getString(i)));
          }
          lines.add(String.join(" ", cells));
        }
      }
    }
    return lines;
  }

  @Test
  void everyChargeIsATransactionInWholeCredits() throws Exception {
    assertThat(
            rows(
                "SELECT user_id, provider, model, tokens_used, trim_scale(cost),"
                    + " trim_scale(credits_before), trim_scale(credits_after) FROM"
                    + " credit_transactions ORDER BY id"))
        .containsExactly(
            "null openai dall-e-2 0 11 10000 9989",
            "alice openai unit 6 0.000000006 5 4.999999994");
    assertThat(
            rows("SELECT DISTINCT created_at > now() - interval '1 hour' FROM credit_transactions"))
        .containsExactly("t");
  }

  @Test
  void whatServicesUsedAndHaveIsInThousandthsWhereItAlwaysWas() throws Exception {
    assertThat(
            rows(
                "SELECT service_name, endpoint, model_used, credits_used / 1000.0 = 11 FROM"
                    + " service_usage_log WHERE created_at > now() - interval '1 hour'"))
        .containsExactly("presenton-service /v1/images/generations dall-e-2 t");
    assertThat(
            rows(
                "SELECT organization_id, trim_scale(credit_balance),"
                    + " trim_scale(total_credits_purchased), last_purchase_date IS NOT NULL,"
                    + " updated_at >= last_purchase_date FROM organization_credits"))
        .containsExactly("presenton-service 9989000 1000000 t t");
  }

  @Test
  void whatServicesHaveIsInWholeCredits() throws Exception {
    assertThat(
            rows(
                "SELECT service_name, trim_scale(credits_available),"
                    + " trim_scale(total_credits_used), total_requests,"
                    + " trim_scale(total_credits_purchased) FROM service_credit_balances"))
        .containsExactly("presenton-service 9989 11 1 1000");
  }

  @Test
  void whatAnotherSystemHadChargedAndSoldStandsBesideWhatIsChargedHere() throws Exception {
    var transaction =
        OldCharge.newBuilder()
            .setTable("credit_transactions")
            .setOldId("7")
            .setOwner("ada")
            .setProvider("openai")
            .setModel("gpt-4")
            .setTokensUsed(12)
            .setCredits("0.0125")
            .setCreditsBefore("3")
            .setCreatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000));
    var use =
        OldCharge.newBuilder()
            .setTable("service_usage_log")
            .setOldId("7")
            .setOwner("presenton-service")
            .setEndpoint("/v1/images/generations")
            .setModel("dall-e-2")
            .setCredits("11")
            .setCreatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000));
    assertThat(imported(true, transaction, use)).containsExactly("imported", "imported");
    assertThat(imported(false, transaction, use)).containsExactly("imported", "imported");
    assertThat(imported(false, transaction, use.setModel("x")))
        .containsExactly("unchanged", "changed");
    assertThat(
            rows(
                "SELECT user_id, provider, model, tokens_used, trim_scale(cost), credits_before,"
                    + " credits_after, id < 0 FROM credit_transactions ORDER BY id LIMIT 1"))
        .containsExactly("ada openai gpt-4 12 0.0125 3 null t");
    assertThat(
            rows(
                "SELECT service_name, model_used, trim_scale(credits_used), id < 0 FROM"
                    + " service_usage_log ORDER BY id"))
        .containsExactly(
            "presenton-service dall-e-2 11000 t", "presenton-service dall-e-2 11000 f");
    var _ =
        ledger
            .admin()
            .openBalances(
                OpenBalancesRequest.newBuilder()
                    .setSource("old")
                    .addOpenings(
                        Opening.newBuilder()
                            .setAccount(WALLET)
                            .setOldId("1")
                            .setGranted(100 * CREDIT)
                            .setUsed(40 * CREDIT)
                            .setPurchased(100 * CREDIT))
                    .build());
    assertThat(
            rows(
                "SELECT trim_scale(credit_balance), trim_scale(total_credits_purchased) FROM"
                    + " organization_credits"))
        .containsExactly("10049000 1100000");
    assertThat(
            rows(
                "SELECT trim_scale(credits_available), trim_scale(total_credits_used) FROM"
                    + " service_credit_balances"))
        .containsExactly("10049 51");
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
    assertThatThrownBy(() -> ledger.sql("DELETE FROM ledger.imported_charge"))
        .hasMessageContaining("append-only");
  }

  private List<String> imported(boolean dryRun, OldCharge.Builder... charges) {
    var request = ImportChargesRequest.newBuilder().setSource("old").setDryRun(dryRun);
    for (var charge : charges) {
      request.addCharges(charge);
    }
    return ledger.admin().importCharges(request.build()).getResultsList();
  }

  @Test
  void aRowOfAnotherSystemThatCannotBeKeptIsRefusedByName() {
    var row =
        OldCharge.newBuilder()
            .setTable("x")
            .setCredits("NaN")
            .setCreditsBefore("1e9")
            .setTokensUsed(-1);
    assertThatThrownBy(() -> imported(false, row, row))
        .hasMessageContaining("charges[0].table")
        .hasMessageContaining("charges[0].old_id")
        .hasMessageContaining("charges[0].credits")
        .hasMessageContaining("charges[0].credits_before")
        .hasMessageContaining("charges[0].tokens_used")
        .hasMessageContaining("charges[1].old_id");
  }

  @Test
  void nothingCanBeDeletedThroughThem() {
    for (var view :
        List.of(
            "credit_transactions",
            "service_usage_log",
            "organization_credits",
            "service_credit_balances")) {
      assertThatThrownBy(() -> ledger.sql("DELETE FROM ledger." + view))
          .isInstanceOf(SQLException.class);
    }
  }
}
