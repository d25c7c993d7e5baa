package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.proto.ledger.v1.Admission;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class EstimatesTest {
  private static final int BEFORE = 250;
  private static final int AFTER = 250;
  private static final int TOKEN = 40;

  private final Estimates estimates = new Estimates();

  private static Admission admission(String model, String endpoint) {
    return Admission.newBuilder().setProvider("p").setEndpoint(endpoint).setModel(model).build();
  }

  private static Traffic stream(long bytes) {
    return new Traffic(true, 100, bytes, true, false, false);
  }

  private void learn(String model, int tokens) {
    estimates.learn(
        admission(model, "/e"),
        stream(BEFORE + (long) tokens * TOKEN + AFTER),
        new TokenCounts(25, 0, 0, 0, tokens, 0, 0, 0));
  }

  private TokenCounts estimate(String model, Traffic traffic) {
    return Objects.requireNonNull(estimates.estimate(admission(model, "/e"), traffic, null));
  }

  @Test
  void whatSurroundsTheTokensIsToldFromThem() {
    for (int tokens : new int[] {5, 20, 80, 11}) {
      learn("m", tokens);
    }
    for (int tokens : new int[] {0, 1, 10, 300}) {
      var estimate = estimate("m", stream(BEFORE + (long) tokens * TOKEN));
      assertThat(estimate.output()).isEqualTo(tokens);
      assertThat(estimate.input()).isEqualTo(25);
    }
    assertThat(estimate("m", stream(0)).output()).isZero();
  }

  @Test
  void answersThatAreAllAlikeStillTellTheRatio() {
    for (int i = 0; i < 5; i++) {
      learn("m", 50);
    }
    assertThat(estimate("m", stream(1_250)).output()).isEqualTo(25);
  }

  @Test
  void nothingIsConcludedFromTooFewAnswers() {
    learn("m", 5);
    learn("m", 50);
    assertThat(estimates.estimate(admission("m", "/e"), stream(500), null)).isNull();
  }

  @Test
  void aModelThatIsNotKnownIsTakenForTheOthersOfItsEndpoint() {
    learn("a", 5);
    learn("b", 50);
    learn("c", 80);
    assertThat(estimate("new", stream(BEFORE + 10 * TOKEN)).output()).isEqualTo(10);
    assertThat(estimates.estimate(admission("new", "/other"), stream(500), null)).isNull();
  }

  @Test
  void ofAnAnswerInOnePieceTheMeanIsTaken() {
    for (int tokens : new int[] {10, 20, 30}) {
      var whole = new Traffic(false, 100, 1_000, true, false, false);
      var counts = new TokenCounts(25, 0, 0, 0, tokens, 0, 0, 0);
      estimates.learn(admission("m", "/e"), whole, counts);
    }
    var gone = new Traffic(false, 200, 0, true, true, false);
    assertThat(estimate("m", gone).output()).isEqualTo(20);
    assertThat(estimate("m", gone).input()).isEqualTo(50);
  }

  @Test
  void whatChangedIsLearnedAnew() {
    for (int i = 0; i < 50; i++) {
      learn("m", 20 + i);
    }
    for (int i = 0; i < 2_000; i++) {
      int tokens = 20 + i % 60;
      var counts = new TokenCounts(25, 0, 0, 0, tokens, 0, 0, 0);
      estimates.learn(admission("m", "/e"), stream(20L * tokens), counts);
    }
    assertThat(estimate("m", stream(800)).output()).isBetween(39L, 41L);
  }
}
