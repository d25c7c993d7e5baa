package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Budget;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResult;
import dev.tollgate.proto.ledger.v1.ListBudgetsRequest;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.PoliciesRequest;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.RemoveBudgetRequest;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.Usage;
import dev.tollgate.proto.ledger.v1.Verdict;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests with keys of the callers' own: what they would have cost, and the fee of that. */
final class OwnKeysTest {
  private static final String WALLET = "wallet:user:alice";
  private static final int POINTS = 250;
  private static final ByokFee FEE = new ByokFee(POINTS);

  private final TestLedger ledger = TestLedger.start();
  private TestReplica replica;

  @BeforeEach
  void lease() {
    ledger.grant(WALLET, 1_000);
    replica = ledger.open();
    replica.hold(WALLET, 100);
  }

  @AfterEach
  void theBooksHold() {
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
    ledger.close();
  }

  /** A token costs a nanocredit, and the request may have so many. */
  private Admission admission(long bound, String... path) {
    return replica.admission(0, path).toBuilder()
        .setByok(Byok.BYOK_USER)
        .setByokFeeBasisPoints(POINTS)
        .setHold(Vectors.oneRequest(FEE.nanocredits(bound), bound))
        .build();
  }

  private Record settle(Admission admission, Amounts cost, Usage usage) {
    var settle = Settle.newBuilder().setAdmission(admission).setCost(cost).setUsage(usage);
    return Record.newBuilder().setSeq(++replica.seq).setSettle(settle).build();
  }

  private Record settle(Admission admission, long spend) {
    return settle(
        admission, Vectors.oneRequest(FEE.nanocredits(spend), spend), TestReplica.exact(spend));
  }

  private Charge newest() {
    return ledger
        .admin()
        .listUsage(ListUsageRequest.newBuilder().setAccount(WALLET).setPageSize(1).build())
        .getCharges(0);
  }

  @Test
  void theFeeIsChargedOnceAndIsRevenue() throws Exception {
    var record = settle(admission(500, WALLET), 81);
    replica.report(record);
    replica.report(record);
    var account = ledger.balance(WALLET);
    assertThat(account.getPosted()).isEqualTo(3);
    assertThat(account.getBalance()).isEqualTo(997);
    assertThat(account.getLeased()).isEqualTo(97);
    assertThat(account.getOverrun()).isZero();
    assertThat(newest().getCost()).isEqualTo(Vectors.oneRequest(3, 81));
    assertThat(newest().getAdmission().getHold()).isEqualTo(Vectors.oneRequest(13, 500));
    assertThat(newest().getAdmission().getByokFeeBasisPoints()).isEqualTo(POINTS);
    assertThat(
            ledger.number(
                "SELECT -sum(amount) FROM ledger.entry WHERE contra = 'platform:revenue' AND"
                    + " account = '"
                    + WALLET
                    + "'"))
        .isEqualTo(3);
  }

  @Test
  void withoutAFeeNothingIsChargedAndTheReportSaysWhatWasSpent() {
    var free =
        admission(500, WALLET).toBuilder()
            .setByokFeeBasisPoints(0)
            .setHold(Vectors.oneRequest(0, 500))
            .build();
    replica.report(
        settle(free, Vectors.oneRequest(0, 81), TestReplica.exact(81)),
        settle(admission(500, WALLET), 100),
        replica.settle(replica.admission(10, WALLET), 7),
        replica.dark(admission(40, WALLET)));
    assertThat(ledger.balance(WALLET).getPosted()).isEqualTo(3 + 7 + 1);
    var total =
        ledger.admin().summarizeUsage(SummarizeUsageRequest.getDefaultInstance()).getTotal();
    assertThat(total.getByok()).isEqualTo(3);
    assertThat(total.getByokNanocredits()).isEqualTo(81 + 100 + 40);
    assertThat(total.getCostNanocredits()).isEqualTo(3 + 7 + 1);
  }

  @Test
  void usageAfterAllCorrectsThePriceAndTheFee() {
    var admission = admission(500, WALLET);
    replica.report(replica.dark(admission));
    assertThat(ledger.balance(WALLET).getPosted()).isEqualTo(13);
    var correct = replica.correct(admission, 0).toBuilder();
    correct.getCorrectBuilder().setCost(Vectors.oneRequest(3, 81)).setUsage(TestReplica.exact(81));
    replica.report(correct.build());
    assertThat(ledger.balance(WALLET).getPosted()).isEqualTo(3);
    assertThat(newest().getCost()).isEqualTo(Vectors.oneRequest(3, 81));
    var total =
        ledger.admin().summarizeUsage(SummarizeUsageRequest.getDefaultInstance()).getTotal();
    assertThat(total.getByokNanocredits()).isEqualTo(81);
  }

  @Test
  void whereReplicaAndLedgerDisagreeTheLowerOfEachIsChargedAndMarked() throws Exception {
    replica.report(
        settle(admission(500, WALLET), Vectors.oneRequest(9, 81), TestReplica.exact(81)),
        settle(admission(500, WALLET), Vectors.oneRequest(3, 200), TestReplica.exact(81)),
        settle(admission(500, WALLET), Vectors.oneRequest(1, 40), TestReplica.exact(81)));
    assertThat(ledger.balance(WALLET).getPosted()).isEqualTo(3 + 3 + 1);
    assertThat(
            ledger.number(
                "SELECT count(*) FROM ledger.charge WHERE reported_nanocredits IS NOT NULL"
                    + " AND cost_spend < reported_spend"))
        .isEqualTo(1);
    assertThat(
            ledger.number(
                "SELECT sum(cost_spend) FROM ledger.charge WHERE reported_nanocredits IS NOT NULL"))
        .isEqualTo(81 + 81 + 40);
  }

  /** As a replica charges it that cannot tell more. */
  @Test
  void anEstimateThatIsCutAtItsHoldIsNoDifference() throws Exception {
    var estimated =
        TestReplica.exact(900).toBuilder().setEvidence(Evidence.EVIDENCE_ESTIMATED).build();
    replica.report(
        settle(admission(500, WALLET), Vectors.oneRequest(13, 500), estimated),
        replica.settle(replica.admission(10, WALLET), 10, 0, estimated));
    assertThat(ledger.balance(WALLET).getPosted()).isEqualTo(13 + 10);
    assertThat(
            ledger.number(
                "SELECT count(*) FROM ledger.charge WHERE reported_nanocredits IS NOT NULL"))
        .isZero();
  }

  /** Neither the price nor the fee stands in what it says. */
  @Test
  void aReplicaFromBeforeChargesNothingAndIsNoDefect() throws Exception {
    var before = replica.admission(0, WALLET).toBuilder().setByok(Byok.BYOK_ORGANIZATION).build();
    replica.report(replica.settle(before, 0, 0, TestReplica.exact(81)));
    var bound = TestReplica.exact(0).toBuilder().setEvidence(Evidence.EVIDENCE_BOUND).build();
    replica.report(replica.settle(before.toBuilder().setN(before.getN() + 1).build(), 0, 0, bound));
    assertThat(ledger.balance(WALLET).getPosted()).isZero();
    assertThat(
            ledger.number(
                "SELECT count(*) FROM ledger.charge WHERE reported_nanocredits IS NOT NULL"))
        .isZero();
    var total =
        ledger.admin().summarizeUsage(SummarizeUsageRequest.getDefaultInstance()).getTotal();
    assertThat(List.of(total.getByok(), total.getByokNanocredits())).containsExactly(2L, 0L);
  }

  @Test
  void whatNoReplicaCouldSayRefusesTheReport() {
    var good = admission(500, WALLET).toBuilder();
    var platforms = good.clone().setByok(Byok.BYOK_UNSPECIFIED);
    for (var bad :
        List.of(
            good.clone().setByokFeeBasisPoints(10_001),
            good.clone().setByokFeeBasisPoints(-1),
            good.clone().setHold(Vectors.oneRequest(13, -500)),
            good.clone().setHold(Vectors.oneRequest(13, 1_000_000_000_000_001L)),
            platforms.clone().setHold(Vectors.oneRequest(13)),
            platforms.clone().setByokFeeBasisPoints(0))) {
      var record = settle(bad.build(), Vectors.oneRequest(3, 81), TestReplica.exact(81));
      assertThatThrownBy(() -> replica.report(record)).hasMessageContaining("INVALID_ARGUMENT");
      replica.seq--;
    }
    replica.report(settle(good.build(), 81));
  }

  private Budget budget(String owner) {
    return ledger
        .admin()
        .listBudgets(ListBudgetsRequest.newBuilder().setOwner(owner).build())
        .getBudgets(0);
  }

  @Test
  void aBudgetOfSpendCountsBothKindsOfRequestsAndOneOfCreditsOnlyTheFee() {
    var spend = ledger.setSpend("user:alice", 600);
    var credits = ledger.setBudget("user:alice", 50);
    assertThat(spend.getAccount()).startsWith("spend:user:alice:day:");
    assertThat(spend.getLimitCase()).isEqualTo(Budget.LimitCase.SPEND_NANOCREDITS);
    assertThat(replica.hold(spend.getAccount(), 510)).isEqualTo(Verdict.VERDICT_GRANTED);
    assertThat(replica.hold(credits.getAccount(), 23)).isEqualTo(Verdict.VERDICT_GRANTED);
    String[] path = {WALLET, credits.getAccount(), spend.getAccount()};
    replica.report(
        settle(admission(500, path), 81), replica.settle(replica.admission(10, path), 7));
    assertThat(ledger.balance(spend.getAccount()).getPosted()).isEqualTo(81 + 7);
    assertThat(ledger.balance(spend.getAccount()).getLeased()).isEqualTo(510 - 81 - 7);
    assertThat(ledger.balance(credits.getAccount()).getPosted()).isEqualTo(3 + 7);
    assertThat(ledger.balance(WALLET).getPosted()).isEqualTo(3 + 7);
    assertThat(replica.hold(spend.getAccount(), 91)).isEqualTo(Verdict.VERDICT_SHORT);
    replica.report(replica.giveBack(spend.getAccount(), 510 - 81 - 7));
    assertThat(replica.hold(spend.getAccount(), 513)).isEqualTo(Verdict.VERDICT_NEVER);
    assertThat(replica.hold(spend.getAccount(), 512)).isEqualTo(Verdict.VERDICT_GRANTED);
    replica.report(replica.giveBack(spend.getAccount(), 512));
  }

  @Test
  void whatIsDarkOfItIsCorrected() {
    var spend = ledger.setSpend("user:alice", 600).getAccount();
    replica.hold(spend, 500);
    var admission = admission(500, WALLET, spend);
    replica.report(replica.dark(admission));
    assertThat(ledger.balance(spend).getPosted()).isEqualTo(500);
    var question = GetBalanceRequest.newBuilder().setAccount(spend);
    assertThat(ledger.admin().getBalance(question.build()).getExplanation().getDark())
        .isEqualTo(500);
    var correct = replica.correct(admission, 0).toBuilder();
    correct.getCorrectBuilder().setCost(Vectors.oneRequest(3, 81)).setUsage(TestReplica.exact(81));
    replica.report(correct.build());
    assertThat(ledger.balance(spend).getPosted()).isEqualTo(81);
    assertThat(ledger.balance(spend).getLeased()).isEqualTo(500 - 81);
    replica.report(replica.giveBack(spend, 500 - 81));
  }

  private LateResult late(Record record) {
    return ledger
        .replica(TestLedger.REPLICA)
        .late(LateRequest.newBuilder().setReplica(replica.id.toString()).addRecords(record).build())
        .getResults(0);
  }

  @Test
  void whatComesAfterItsReplicasEndIsWrittenOffUnitByUnit() {
    var spend = ledger.setSpend("user:alice", 60).getAccount();
    replica.hold(spend, 10);
    var leaves = replica.batch(replica.giveBack(WALLET, 100), replica.giveBack(spend, 10));
    replica.report(TestLedger.REPLICA, leaves.setFinal(true).setLastSeq(2));
    var own = late(settle(admission(500, WALLET, spend), 81));
    assertThat(own.getCharged()).isEqualTo(Vectors.oneRequest(3, 60));
    assertThat(own.getWrittenOff()).isEqualTo(Vectors.of(0, 0, 21));
    var platforms = late(replica.settle(replica.admission(10, WALLET, spend), 7));
    assertThat(platforms.getCharged()).isEqualTo(Vectors.oneRequest(7, 0));
    assertThat(platforms.getWrittenOff()).isEqualTo(Vectors.of(0, 0, 7));
    var unlimited = late(replica.settle(replica.admission(10, WALLET), 7));
    assertThat(unlimited.getCharged()).isEqualTo(Vectors.oneRequest(7));
    assertThat(ledger.balance(spend).getPosted()).isEqualTo(60);
    assertThat(ledger.balance(WALLET).getPosted()).isEqualTo(3 + 7 + 7);
  }

  @Test
  void itIsToldToReplicasThatKnowItAndRemovedByItsKind() {
    ledger.setBudget("user:alice", 7);
    ledger.setSpend("user:alice", 600);
    var asked = PoliciesRequest.newBuilder();
    var told = ledger.replica(TestLedger.REPLICA).policies(asked.build());
    assertThat(told.getChangesList())
        .extracting(change -> change.getPolicy().getSpend())
        .containsExactly(false);
    var all = ledger.replica(TestLedger.REPLICA).policies(asked.setKnowsSpend(true).build());
    assertThat(all.getChangesList())
        .extracting(change -> change.getPolicy().getSpend())
        .containsExactly(false, true);
    assertThat(all.getVersion()).isEqualTo(told.getVersion());
    var remove =
        RemoveBudgetRequest.newBuilder().setOwner("user:alice").setPeriod(Period.PERIOD_DAY);
    var _ = ledger.admin().removeBudget(remove.setSpend(true).build());
    assertThat(budget("user:alice").getNanocredits()).isEqualTo(7);
    assertThatThrownBy(() -> ledger.admin().removeBudget(remove.build()))
        .hasMessageContaining("no limit on credits with callers' own keys per day");
    assertThatThrownBy(() -> ledger.admin().removeBudget(remove.setRequests(true).build()))
        .hasMessageContaining("must not be set with requests");
  }

  @Test
  void aPlantedDifferenceIsFound() throws Exception {
    var spend = ledger.setSpend("user:alice", 600).getAccount();
    replica.hold(spend, 500);
    replica.report(settle(admission(500, WALLET, spend), 81));
    for (var damage : List.of("cost_spend = cost_spend - 1", "taken_spend = taken_spend - 1")) {
      ledger.sql("UPDATE ledger.charge SET " + damage);
      assertThat(ledger.verify().getDetailsList())
          .extracting(difference -> difference.getSubject())
          .as(damage)
          .anyMatch(subject -> subject.contains(spend));
      ledger.sql("UPDATE ledger.charge SET " + damage.replace(" - ", " + "));
    }
    replica.report(replica.giveBack(spend, 500 - 81));
  }
}
