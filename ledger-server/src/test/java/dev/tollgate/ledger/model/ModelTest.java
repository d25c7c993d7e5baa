package dev.tollgate.ledger.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What of the model takes seconds. The runs that take minutes: ledger-server/src/model/README.md.
 */
final class ModelTest {
  private static final long STATES_MAX = 1_000_000;

  @ParameterizedTest
  @EnumSource
  void everyMistakeInTheProtocolIsFound(Bug bug) {
    assertThat(new Search(BugHunt.model(bug)).run(STATES_MAX).violation()).isNotEmpty();
  }

  static List<Witness> witnesses() {
    return Witness.all();
  }

  @ParameterizedTest
  @MethodSource("witnesses")
  void theProtocolReachesWhatItsInvariantsAreAbout(Witness witness) {
    assertThat(new Search(witness.model()).run(STATES_MAX).violation()).isNotEmpty();
  }

  static List<Bounds> smallWorlds() {
    return List.of(
        Worlds.RESTORED,
        Worlds.LEAVING_RESTORED,
        Worlds.UNITS,
        Worlds.BUDGET,
        Worlds.CRASHED_AMID_TWO);
  }

  @ParameterizedTest
  @MethodSource("smallWorlds")
  void theProtocolViolatesNothing(Bounds bounds) {
    var result = new Search(new Money(new Rules(bounds, Set.of()), true, true)).run(STATES_MAX);
    assertThat(result.violation()).isEmpty();
    assertThat(result.exhausted()).isTrue();
  }

  static List<TimingChecks.Check> timing() {
    return TimingChecks.all();
  }

  @ParameterizedTest
  @MethodSource("timing")
  void theWaitingRuleIsSafeAndNothingLessIs(TimingChecks.Check check) {
    assertThat(new Search(check.model()).run(STATES_MAX).found()).isEqualTo(check.violates());
  }

  @Test
  void theFormulaOfTheWaitErrsOnTheSafeSide() {
    assertThat(TimingChecks.tightest()).isEqualTo("26, by the formula 35");
  }
}
