package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.GetProviderCostsRequest;
import dev.tollgate.proto.ledger.v1.GetProviderCostsResponse;
import dev.tollgate.proto.ledger.v1.ProviderCost;
import dev.tollgate.proto.ledger.v1.PublishPricesRequest;
import java.time.LocalDate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a provider's requests must have cost, by the book with its prices. */
final class ProviderCostsTest {
  private static final String WALLET = "wallet:user:alice";

  @AutoClose private final TestLedger ledger = TestLedger.start();
  private TestReplica replica;

  @BeforeEach
  void charges() {
    ledger.grant(WALLET, 1_000);
    replica = ledger.open();
    replica.hold(WALLET, 500);
    var twice = TestReplica.exact(7).toBuilder().setAttempts(3).build();
    var cut = TestReplica.exact(2).toBuilder().setEvidence(Evidence.EVIDENCE_PARTIAL).build();
    replica.report(
        replica.settle(replica.admission(10, WALLET), 7, 0, twice),
        replica.settle(replica.admission(10, WALLET), 2, 0, cut),
        replica.dark(replica.admission(5, WALLET)),
        replica.voided(replica.admission(5, WALLET)),
        replica.settle(replica.admission(0, WALLET).toBuilder().setByok(Byok.BYOK_USER).build(), 0),
        replica.settle(
            replica.admission(10, WALLET).toBuilder().setProvider("anthropic").build(), 1));
  }

  private GetProviderCostsResponse ask(String book, String... models) {
    var request =
        GetProviderCostsRequest.newBuilder()
            .setDay(LocalDate.ofEpochDay(replica.today).toString())
            .setProvider("openai")
            .setBook(book);
    for (var model : models) {
      request.addModels(model);
    }
    return ledger.admin().getProviderCosts(request.build());
  }

  private static String text(ProviderCost cost) {
    return "%s: %d requests for %d, charged %d, unpriced %d, %d retries, tokens %d"
        .formatted(
            cost.getModel(),
            cost.getRequests(),
            cost.getCostNanocredits(),
            cost.getChargedNanocredits(),
            cost.getUnpriced(),
            cost.getRetries(),
            cost.getTokensIn());
  }

  @Test
  void whatWasChargedByTheBookCostsThatAndTellsByWhichEvidence() {
    var answer = ask("test", "unit", "other");
    assertThat(answer.getCostsList())
        .extracting(ProviderCostsTest::text)
        .containsExactly(
            "unit: 1 requests for 5, charged 5, unpriced 0, 0 retries, tokens 0",
            "unit-2026: 2 requests for 9, charged 9, unpriced 0, 2 retries, tokens 9");
    assertThat(answer.getCosts(1).getByEvidenceList())
        .extracting(e -> e.getEvidence() + " " + e.getRequests() + " " + e.getCostNanocredits())
        .containsExactlyInAnyOrder("EVIDENCE_EXACT 1 7", "EVIDENCE_PARTIAL 1 2");
    assertThat(answer.getModelsMap()).containsEntry("unit", "unit").containsEntry("other", "other");
  }

  @Test
  void whatWasChargedByAnotherBookIsPricedAnewAndAHoldIsNot() {
    var file =
        """
        book: list
        version: 1
        effective_from: 2026-01-01T00:00:00Z
        models:
          - model: unit
            aliases: [unit-2*]
            provider: openai
            kind: chat
            per_million_tokens: {input: "3", output: "2"}
            context_tokens: 1000
            max_output_tokens: 100
        """;
    var _ = ledger.admin().publishPrices(PublishPricesRequest.newBuilder().setFile(file).build());
    var answer = ask("list", "unit-2025", "unit");
    assertThat(answer.getCostsList())
        .extracting(ProviderCostsTest::text)
        .containsExactly("unit: 3 requests for 27000, charged 14, unpriced 1, 2 retries, tokens 9");
    assertThat(answer.getModelsMap()).containsEntry("unit-2025", "unit");
    assertThat(ask("nothing").getCostsList())
        .extracting(ProviderCost::getUnpriced)
        .containsExactly(1L, 2L);
  }

  @Test
  void whatNoChargeTellsIsBesideThem() throws Exception {
    replica.report(replica.opened(replica.admission(5, WALLET)));
    ledger.sql(
        "INSERT INTO ledger.stray_usage (day, replica, n, report, received_at) VALUES ("
            + replica.today
            + ", gen_random_uuid(), 1, '', now())");
    ledger.sql(
        "INSERT INTO ledger.verdict (replica, shard, epoch, heartbeat, settled, dark, accounts,"
            + " ceilings) SELECT id, shard, 1, 0, 0, 0, ARRAY['wallet:user:x', 'quota:y'],"
            + " ARRAY[40, 7] FROM ledger.replica LIMIT 1");
    var answer = ask("test");
    assertThat(answer.getOpen()).isEqualTo(1);
    assertThat(answer.getStray()).isEqualTo(1);
    assertThat(answer.getWaiting()).isZero();
    assertThat(answer.getDarkCeilingNanocredits()).isEqualTo(40);
  }

  @Test
  void aDayThatIsDroppedAndWhatIsWrongAreRefusedByName() throws Exception {
    ledger.sql(
        "INSERT INTO ledger.dropped_day (day, dropped_at) VALUES (" + replica.today + ", now())");
    assertThatThrownBy(() -> ask("test")).hasMessageContaining("are kept no longer");
    assertThatThrownBy(() ->
            ledger
                .admin()
                .getProviderCosts(GetProviderCostsRequest.newBuilder().setDay("today").build()))
        .hasMessageContaining("day")
        .hasMessageContaining("provider")
        .hasMessageContaining("book");
  }
}
