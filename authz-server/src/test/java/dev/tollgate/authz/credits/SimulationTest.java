package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever dies, gets lost, comes late or twice: no credit is spent twice, and all of it comes
 * home. {@code -Dsimulation.minutes=N} runs fresh seeds, {@code -Dsimulation.seed=S} one again.
 */
@ExtendWith(QuietLogs.class)
final class SimulationTest {
  private static final List<Long> SEEDS = List.of(1L, 3L, 5L, 6L);

  private static Simulation.Outcome run(long seed) throws Exception {
    try (var disks = new SimDisks()) {
      return new Simulation(seed, disks.directory()).run();
    }
  }

  @Test
  void everyInvariantHoldsAfterEveryStepAndEverythingComesHome() throws Exception {
    var seed = Long.getLong("simulation.seed");
    var seeds = seed == null ? SEEDS : List.of(seed);
    long began = System.nanoTime();
    long steps = 0;
    for (long each : seeds) {
      steps += run(each).steps();
    }
    long until = began + Duration.ofMinutes(Long.getLong("simulation.minutes", 0)).toNanos();
    var fresh = new SplittableRandom();
    int runs = seeds.size();
    while (System.nanoTime() < until) {
      steps += run(fresh.nextLong(Long.MAX_VALUE)).steps();
      runs++;
    }
    double minutes = (System.nanoTime() - began) / 6e10;
    System.out.printf("%d runs, %d steps, %.0f a minute%n", runs, steps, steps / minutes);
    assertThat(steps).isPositive();
  }

  @Test
  void aSeedIsReplayedExactly() throws Exception {
    var outcome = run(7);
    assertThat(run(7)).isEqualTo(outcome);
    assertThat(run(8)).isNotEqualTo(outcome);
    assertThat(outcome.admitted()).isBetween(outcome.requests() / 2, outcome.requests() - 1);
  }
}
