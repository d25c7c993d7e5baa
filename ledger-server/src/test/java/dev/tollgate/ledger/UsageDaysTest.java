package dev.tollgate.ledger;

import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_DAY;
import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_ENDPOINT;
import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_KEY;
import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_MODEL;
import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_MONTH;
import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_ORGANIZATION;
import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_PROVIDER;
import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_SERVICE;
import static dev.tollgate.proto.ledger.v1.UsageDimension.USAGE_DIMENSION_USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageResponse;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Daily sums are those of the charges, whatever becomes of a charge, and answer every question. */
final class UsageDaysTest {
  private static final String ALICE = "wallet:user:alice";
  private static final String SERVICE = "wallet:organization:presenton-service";

  private final TestLedger ledger = TestLedger.start();
  private TestReplica replica;

  @BeforeEach
  void lease() {
    ledger.grant(ALICE, 1_000);
    ledger.grant(SERVICE, 1_000);
    replica = ledger.open();
    replica.hold(ALICE, 500);
    replica.hold(SERVICE, 500);
  }

  @AfterEach
  void theSumsAreThoseOfTheCharges() {
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
    ledger.close();
  }

  private SummarizeUsageResponse ask(UsageDimension... by) {
    return ask(SummarizeUsageRequest.newBuilder().addAllBy(List.of(by)));
  }

  private SummarizeUsageResponse ask(SummarizeUsageRequest.Builder question) {
    return ledger.admin().summarizeUsage(question.build());
  }

  private static List<String> costs(SummarizeUsageResponse answer) {
    return answer.getSumsList().stream()
        .map(sum -> String.join(" ", sum.getGroupList()) + ": " + sum.getCostNanocredits())
        .toList();
  }

  private Admission of(String user, String endpoint, int day) {
    return replica.admission(10, ALICE).toBuilder()
        .setUserId(user)
        .setEndpoint(endpoint)
        .setDay(day)
        .build();
  }

  private Admission ofService() {
    return replica.admission(10, SERVICE).toBuilder()
        .setUserId("")
        .setKeyId("key-2")
        .setOrganizationId("org-2")
        .build();
  }

  private Admission units(String endpoint) {
    return replica.admission(10, ALICE).toBuilder()
        .setEndpoint(endpoint)
        .setModel("by the piece") // the book has no such price: what the replica says is charged
        .build();
  }

  private static Usage counted(long units) {
    return TestReplica.exact(0).toBuilder()
        .setEvidence(Evidence.EVIDENCE_FIXED)
        .setUnits(units)
        .build();
  }

  @Test
  void imagesCharactersAndSecondsAreSummedApart() {
    replica.report(
        replica.settle(units("/v1/images/generations"), 1, 0, counted(2)),
        replica.settle(units("/api/v1/llm/image/generations"), 1, 0, counted(3)),
        replica.settle(units("/v1/audio/speech"), 1, 0, counted(700)),
        replica.settle(units("/v1/audio/transcriptions"), 1, 0, counted(40)),
        replica.settle(units("/v1/audio/translations"), 1, 0, counted(2)),
        replica.settle(of("alice", "/v1/embeddings", replica.today), 1));
    var total = ask().getTotal();
    assertThat(List.of(total.getImages(), total.getCharacters(), total.getSeconds()))
        .containsExactly(5L, 700L, 42L);
    assertThat(ask(USAGE_DIMENSION_ENDPOINT).getSumsList())
        .extracting(sum -> sum.getGroup(0) + " " + sum.getImages())
        .contains("/v1/images/generations 2", "/v1/audio/speech 0");
  }

  @Test
  void everyDimensionTellsApartAndFilters() {
    int lastOfOctober = (int) LocalDate.of(2026, 10, 31).toEpochDay();
    replica.report(
        replica.settle(of("alice", "/v1/embeddings", lastOfOctober), 1),
        replica.settle(of("alice", "/v1/embeddings", lastOfOctober + 1), 2),
        replica.settle(of("bob", "/v1/messages", lastOfOctober + 1), 4),
        replica.settle(ofService().toBuilder().setDay(lastOfOctober + 2).build(), 8));
    assertThat(costs(ask(USAGE_DIMENSION_KEY))).containsExactly("key-1: 7", "key-2: 8");
    assertThat(costs(ask(USAGE_DIMENSION_USER))).containsExactly(": 8", "alice: 3", "bob: 4");
    assertThat(costs(ask(USAGE_DIMENSION_ORGANIZATION))).containsExactly("default: 7", "org-2: 8");
    assertThat(costs(ask(USAGE_DIMENSION_SERVICE))).containsExactly(": 7", "presenton-service: 8");
    assertThat(costs(ask(USAGE_DIMENSION_PROVIDER, USAGE_DIMENSION_MODEL)))
        .containsExactly("openai unit: 15");
    assertThat(costs(ask(USAGE_DIMENSION_MONTH, USAGE_DIMENSION_ENDPOINT)))
        .containsExactly(
            "2026-10 /v1/embeddings: 1",
            "2026-11 /v1/chat/completions: 8",
            "2026-11 /v1/embeddings: 2",
            "2026-11 /v1/messages: 4");
    assertThat(costs(ask(USAGE_DIMENSION_DAY)))
        .containsExactly("2026-10-31: 1", "2026-11-01: 6", "2026-11-02: 8");
    var inAll = ask();
    assertThat(inAll.getSumsList()).isEmpty();
    assertThat(inAll.getTotal().getCostNanocredits()).isEqualTo(15);
    assertThat(inAll.getTotal().getRequests()).isEqualTo(4);
    assertThat(inAll.getTotal().getTokens().getInput()).isEqualTo(15);
    assertThat(inAll.getTotal().getDurationMs()).isEqualTo(4 * 1_234);

    var november = SummarizeUsageRequest.newBuilder().setSince("2026-11-01").setUntil("2026-11-01");
    assertThat(ask(november).getTotal().getCostNanocredits()).isEqualTo(6);
    for (var question :
        List.of(
            SummarizeUsageRequest.newBuilder().setKeyId("key-2"),
            SummarizeUsageRequest.newBuilder().setOrganizationId("org-2"),
            SummarizeUsageRequest.newBuilder().setService("presenton-service"),
            SummarizeUsageRequest.newBuilder().setEndpoint("/v1/chat/completions"),
            SummarizeUsageRequest.newBuilder().setSince("2026-11-02").setModel("unit"))) {
      assertThat(ask(question.setProvider("openai")).getTotal().getCostNanocredits()).isEqualTo(8);
    }
    assertThat(
            ask(SummarizeUsageRequest.newBuilder().setUserId("bob").setKeyId("key-2")).getTotal())
        .isEqualTo(ask(SummarizeUsageRequest.newBuilder().setUserId("nobody")).getTotal())
        .satisfies(nothing -> assertThat(nothing.getRequests()).isZero());
  }

  @Test
  void aChargeThatChangesMovesItsSums() {
    var dark = replica.admission(10, ALICE);
    var unsent = replica.admission(10, ALICE);
    replica.report(replica.dark(dark), replica.voided(unsent));
    var before = ask().getTotal();
    assertThat(before.getRequests()).isEqualTo(1);
    assertThat(before.getDark()).isEqualTo(1);
    assertThat(before.getDarkNanocredits()).isEqualTo(10);
    assertThat(before.getVoided()).isEqualTo(1);
    replica.report(replica.correct(dark, 3), replica.settle(replica.admission(10, ALICE), 2));
    var after = ask().getTotal();
    assertThat(after.getRequests()).isEqualTo(2);
    assertThat(after.getDark()).isZero();
    assertThat(after.getDarkNanocredits()).isZero();
    assertThat(after.getVoided()).isEqualTo(1);
    assertThat(after.getCostNanocredits()).isEqualTo(5);
  }

  @Test
  void howSureACostIsAndWhatFailedIsCounted() {
    var estimated = TestReplica.exact(4).toBuilder().setEvidence(Evidence.EVIDENCE_ESTIMATED);
    var refused =
        TestReplica.exact(0).toBuilder().setEvidence(Evidence.EVIDENCE_ZERO).setStatus(429);
    replica.report(
        replica.settle(replica.admission(10, ALICE), 4, 0, estimated.build()),
        replica.settle(replica.admission(10, ALICE), 0, 0, refused.build()),
        replica.settle(replica.admission(10, ALICE), 2));
    var sum = ask().getTotal();
    assertThat(sum.getInexact()).isEqualTo(1);
    assertThat(sum.getInexactNanocredits()).isEqualTo(4);
    assertThat(sum.getFailed()).isEqualTo(1);
    assertThat(sum.getRequests()).isEqualTo(3);
  }

  @Test
  void aReportThatIsRepeatedCountsOnce() {
    var batch = replica.batch(replica.settle(replica.admission(10, ALICE), 4));
    replica.report(TestLedger.REPLICA, batch);
    replica.report(TestLedger.REPLICA, batch);
    assertThat(ask().getTotal().getRequests()).isEqualTo(1);
  }

  @Test
  void noTextAndNoNumberThatAReplicaSendsStopsItsStream() {
    var longest = "\uD83D\uDE00".repeat(600);
    var absurd =
        TestReplica.exact(0).toBuilder()
            .setEvidence(Evidence.EVIDENCE_ZERO)
            .setDurationMs(Long.MAX_VALUE)
            .setTokens(TokenCounts.newBuilder().setInput(Long.MAX_VALUE).setOutput(Long.MIN_VALUE))
            .build();
    for (int i = 0; i < 3; i++) {
      var admission =
          replica.admission(10, ALICE).toBuilder()
              .setUserId(longest)
              .setKeyId(longest)
              .setOrganizationId(longest)
              .setProvider(longest)
              .setEndpoint(longest)
              .build();
      replica.report(replica.settle(admission, 0, 0, absurd));
    }
    var total = ask().getTotal();
    assertThat(total.getTokens().getInput()).isEqualTo(3_000_000_000L);
    assertThat(total.getTokens().getOutput()).isZero();
  }

  @Test
  void pagesGoOnWhereTheLastOneEndedAndEachHasTheWholeTotal() {
    for (int i = 0; i < 5; i++) {
      replica.report(replica.settle(of("user " + i, "/v1/messages", replica.today), 1));
    }
    var question =
        SummarizeUsageRequest.newBuilder()
            .addBy(USAGE_DIMENSION_ENDPOINT)
            .addBy(USAGE_DIMENSION_USER)
            .setPageSize(2);
    var seen = new ArrayList<String>();
    do {
      var page = ask(question);
      assertThat(page.getTotal().getRequests()).isEqualTo(5);
      seen.addAll(costs(page));
      question.setPageToken(page.getNextPageToken());
    } while (!question.getPageToken().isEmpty());
    assertThat(seen)
        .containsExactly(
            "/v1/messages user 0: 1",
            "/v1/messages user 1: 1",
            "/v1/messages user 2: 1",
            "/v1/messages user 3: 1",
            "/v1/messages user 4: 1");
  }

  @Test
  void whatIsWrongWithAQuestionIsNamed() {
    var wrong =
        SummarizeUsageRequest.newBuilder()
            .addBy(USAGE_DIMENSION_KEY)
            .addBy(USAGE_DIMENSION_KEY)
            .setSince("yesterday")
            .setUntil("2026-02-30")
            .setModel("a\nb")
            .setPageSize(1_001)
            .setPageToken("%%%");
    assertThat(GrpcErrors.fieldProblemsOf(catchThrowable(() -> ask(wrong))))
        .containsOnlyKeys("by", "since", "until", "model", "page_size", "page_token");
    var otherPage = SummarizeUsageRequest.newBuilder().setPageToken("YQ");
    assertThat(GrpcErrors.fieldProblemsOf(catchThrowable(() -> ask(otherPage))))
        .containsOnlyKeys("page_token");
  }
}
