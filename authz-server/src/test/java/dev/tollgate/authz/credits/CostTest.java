package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.UnitPrice;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By which evidence a request is charged, and how much. A token costs a nanocredit. */
final class CostTest {
  private static final PriceVersion VERSION = new PriceVersion("b", 1);
  private static final long HOLD = 500;
  private static final ModelPrice IMAGE =
      new ModelPrice(
          "image",
          List.of(),
          "p",
          ModelPrice.Kind.IMAGE,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          "p",
          List.of(new UnitPrice("small", 11_000)));
  private static final ModelPrice DEAR =
      new ModelPrice(
          "dear",
          List.of(),
          "p",
          ModelPrice.Kind.IMAGE,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          "p",
          List.of(new UnitPrice("dear", 2_000_000_000L)));
  private static final PriceCatalog CATALOG =
      new PriceCatalog(
          List.of(
              new PriceBook(
                  VERSION,
                  Instant.EPOCH,
                  List.of(price("m", 1_000, 0), price("fixed", 0, 7), IMAGE, DEAR))));
  private static final Traffic STREAM_CUT = new Traffic(true, 40, 2_000, true, true, false);

  private final Estimates estimates = new Estimates();

  private static ModelPrice price(String model, long pico, long request) {
    var kind = ModelPrice.Kind.CHAT;
    return new ModelPrice(
        model, List.of(), "p", kind, pico, pico, pico, pico, pico, pico, 0, 0, request, 1_000,
        1_000, 0, "p", List.of());
  }

  private static Admission admission(String model) {
    return Admission.newBuilder()
        .setHold(Vectors.oneRequest(HOLD))
        .setPriceVersion(PriceProtos.toProto(VERSION))
        .setModel(model)
        .setProvider("p")
        .setEndpoint("/e")
        .build();
  }

  private static Usage used(int status, long input, long output) {
    var tokens = TokenCounts.newBuilder().setInput(input).setOutput(output);
    return Usage.newBuilder().setStatus(status).setTokens(tokens).build();
  }

  private static Usage status(int status) {
    return Usage.newBuilder().setStatus(status).build();
  }

  private Cost cost(Usage facts, boolean partial, Traffic traffic) {
    var report = new UsageReport(facts, true, partial, traffic);
    return Cost.of(admission("m"), report, CATALOG, estimates);
  }

  private static void isCharged(Cost cost, Evidence evidence, long nanocredits) {
    assertThat(cost.usage().getEvidence()).isEqualTo(evidence);
    assertThat(cost.amounts().getNanocredits()).isEqualTo(nanocredits);
  }

  /** Streams of ten tokens a hundred bytes, and a request of four bytes a token. */
  private void calibrate() {
    for (int tokens = 10; tokens <= 40; tokens += 10) {
      var traffic = new Traffic(true, 40, 10L * tokens, true, false, false);
      var counted = used(200, 10, tokens).getTokens();
      estimates.learn(admission("m"), traffic, PriceProtos.fromProto(counted));
    }
  }

  @Test
  void countsOfTheProviderAreExactOrIfItWasCutBetweenThemPartial() {
    isCharged(cost(used(200, 11, 7), false, STREAM_CUT), Evidence.EVIDENCE_EXACT, 18);
    isCharged(cost(used(200, 11, 7), true, STREAM_CUT), Evidence.EVIDENCE_PARTIAL, 18);
    isCharged(cost(used(200, 11, 900), false, STREAM_CUT), Evidence.EVIDENCE_EXACT, 911);
  }

  @Test
  void aStreamThatWasCutIsEstimatedFromItsBytes() {
    calibrate();
    var cost = cost(status(200), false, STREAM_CUT);
    isCharged(cost, Evidence.EVIDENCE_ESTIMATED, 10 + 200);
    assertThat(cost.usage().getTokens()).isEqualTo(used(200, 10, 200).getTokens());
  }

  @Test
  void whatTheProviderSaidOfTheInputIsKeptAndItsOutputIsTheLeast() {
    calibrate();
    var cut = new Traffic(true, 40, 2_000, false, true, false);
    isCharged(cost(used(200, 25, 1), true, cut), Evidence.EVIDENCE_ESTIMATED, 25 + 200);
    var atOnce = new Traffic(true, 40, 0, false, true, false);
    isCharged(cost(used(200, 25, 1), true, atOnce), Evidence.EVIDENCE_ESTIMATED, 25 + 1);
  }

  @Test
  void noEstimateIsAboveTheHold() {
    calibrate();
    var long_ = new Traffic(true, 40, 1_000_000, true, true, false);
    isCharged(cost(status(200), false, long_), Evidence.EVIDENCE_ESTIMATED, HOLD);
  }

  @Test
  void whatNobodyCanTellIsChargedItsHoldWithoutCounts() {
    isCharged(cost(status(200), false, STREAM_CUT), Evidence.EVIDENCE_BOUND, HOLD);
    var cut = new Traffic(true, 40, 2_000, false, true, false);
    var first = cost(used(200, 25, 1), true, cut);
    isCharged(first, Evidence.EVIDENCE_BOUND, HOLD);
    assertThat(first.usage().hasTokens()).isFalse();
  }

  @Test
  void aWholeAnswerWithoutCountsIsChargedItsHold() {
    calibrate();
    var whole = new Traffic(true, 40, 2_000, true, false, false);
    isCharged(cost(status(200), false, whole), Evidence.EVIDENCE_BOUND, HOLD);
  }

  /** The ledger takes no such amount, and nothing that would follow it. */
  @Test
  void countsThatWouldCostMoreThanARequestCanAreChargedTheHold() {
    var usage = used(200, 11, 7).toBuilder().setUnits(1_000_000_000).setVariant("dear").build();
    var report = new UsageReport(usage, true, false, STREAM_CUT);
    isCharged(
        Cost.of(admission("dear"), report, CATALOG, estimates), Evidence.EVIDENCE_BOUND, HOLD);
  }

  @Test
  void aFailureBeforeAnyOutputCostsNothing() {
    calibrate();
    var failed = new Traffic(true, 40, 90, true, true, true);
    isCharged(cost(status(529), false, failed), Evidence.EVIDENCE_ZERO, 0);
  }

  @Test
  void aPriceThatNeedsNoCountsIsFixed() {
    var report = new UsageReport(status(200), true, false, STREAM_CUT);
    var cost = Cost.of(admission("fixed"), report, CATALOG, estimates);
    isCharged(cost, Evidence.EVIDENCE_FIXED, 7);
  }

  @Test
  void imagesCostWhatTheirSizeCostsWhateverBecameOfTheAnswer() {
    var two = status(200).toBuilder().setUnits(2).setVariant("small").build();
    isCharged(image(two, STREAM_CUT), Evidence.EVIDENCE_FIXED, 22);
    isCharged(image(two, Traffic.unknown(200)), Evidence.EVIDENCE_FIXED, 22);
    isCharged(image(two, Traffic.unknown(500)), Evidence.EVIDENCE_ZERO, 0);
  }

  @Test
  void imagesOfWhichNobodyKnowsHowManyCostTheirHold() {
    isCharged(image(status(200), Traffic.unknown(200)), Evidence.EVIDENCE_BOUND, HOLD);
    var unpriced = status(200).toBuilder().setUnits(2).setVariant("large").build();
    isCharged(image(unpriced, Traffic.unknown(200)), Evidence.EVIDENCE_BOUND, HOLD);
  }

  private Cost image(Usage facts, Traffic traffic) {
    var report = new UsageReport(facts, true, false, traffic);
    return Cost.of(admission("image"), report, CATALOG, estimates);
  }

  @Test
  void whatWasNeverSentIsVoid() {
    var report = new UsageReport(status(0), false, false, STREAM_CUT);
    isCharged(Cost.of(admission("m"), report, CATALOG, estimates), Evidence.EVIDENCE_VOID, 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"EVIDENCE_ZERO", "EVIDENCE_BOUND", "EVIDENCE_ESTIMATED", "EVIDENCE_PARTIAL"})
  void whatAnotherReplicaDecidedStays(Evidence evidence) {
    var facts = used(200, 11, 7).toBuilder().setEvidence(evidence).build();
    long expected =
        switch (evidence) {
          case EVIDENCE_ZERO -> 0;
          case EVIDENCE_BOUND -> HOLD;
          default -> 18;
        };
    isCharged(cost(facts, false, Traffic.unknown(200)), evidence, expected);
  }

  /** As admitted at a fee, with the bound's price and what of it is held. */
  private static Admission own(long fee, int basisPoints) {
    return admission("m").toBuilder()
        .setHold(Vectors.oneRequest(fee, HOLD))
        .setByok(Byok.BYOK_ORGANIZATION)
        .setByokFeeBasisPoints(basisPoints)
        .build();
  }

  @Test
  void aKeyOfTheCallersOwnCostsTheFeeOfWhatIsSpent() {
    calibrate();
    var admission = own(13, 250);
    var exact = new UsageReport(used(200, 11, 70), true, false);
    var cost = Cost.of(admission, exact, CATALOG, estimates);
    assertThat(cost.amounts()).isEqualTo(Vectors.oneRequest(3, 81));
    var long_ = new Traffic(true, 40, 1_000_000, true, true, false);
    var cut =
        Cost.of(admission, new UsageReport(status(200), true, false, long_), CATALOG, estimates);
    isCharged(cut, Evidence.EVIDENCE_ESTIMATED, 13);
    assertThat(cut.amounts()).isEqualTo(admission.getHold());
    var uncounted = new UsageReport(status(200), true, false);
    var bound = Cost.of(admission, uncounted, CATALOG, estimates);
    isCharged(bound, Evidence.EVIDENCE_BOUND, 13);
    assertThat(bound.amounts()).isEqualTo(admission.getHold());
    var failed = new Traffic(true, 40, 90, true, true, true);
    var zero =
        Cost.of(admission, new UsageReport(status(529), true, false, failed), CATALOG, estimates);
    assertThat(zero.amounts()).isEqualTo(Vectors.oneRequest(0));
    var over = new UsageReport(used(200, 0, 900), true, false);
    assertThat(Cost.of(admission, over, CATALOG, estimates).amounts())
        .isEqualTo(Vectors.oneRequest(23, 900));
  }

  @Test
  void withoutAFeeOnlyWhatIsSpentIsTold() {
    var exact = new UsageReport(used(200, 11, 70), true, false);
    var cost = Cost.of(own(0, 0), exact, CATALOG, estimates);
    assertThat(cost.amounts()).isEqualTo(Vectors.oneRequest(0, 81));
    var whole = Cost.of(own(HOLD, 10_000), exact, CATALOG, estimates);
    assertThat(whole.amounts()).isEqualTo(Vectors.oneRequest(81));
  }

  @Test
  void whatADarkOneIsWorthIsItsFeeToo() {
    calibrate();
    var told = new Traffic(true, 40, 200, true, false, false);
    var cost =
        Objects.requireNonNull(
            Cost.ofDark(own(13, 250), status(0), told, DarkPrice.ESTIMATE, CATALOG, estimates));
    isCharged(cost, Evidence.EVIDENCE_ESTIMATED, 1);
    assertThat(Vectors.spend(cost.amounts())).isEqualTo(30);
  }

  /** Admitted by a server that did not know what it would have cost. */
  @Test
  void anAdmissionFromBeforeCostsNothingAndItsCountsAreKept() {
    var admission =
        admission("m").toBuilder().setHold(Vectors.oneRequest(0)).setByok(Byok.BYOK_USER).build();
    var exact = new UsageReport(used(200, 1_000, 2_000), true, false);
    var cost = Cost.of(admission, exact, CATALOG, estimates);
    isCharged(cost, Evidence.EVIDENCE_EXACT, 0);
    assertThat(cost.amounts().getRequests()).isEqualTo(1);
    assertThat(cost.usage().getTokens().getOutput()).isEqualTo(2_000);
    var uncounted = new UsageReport(status(200), true, false);
    isCharged(Cost.of(admission, uncounted, CATALOG, estimates), Evidence.EVIDENCE_BOUND, 0);
  }
}
