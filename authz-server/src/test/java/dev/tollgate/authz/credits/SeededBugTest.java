package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds the protocol's mistakes, each within a few seeds. */
@ExtendWith(QuietLogs.class)
final class SeededBugTest {
  private static final int TRIES = 20;

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void isFound(SeededBug bug) throws Exception {
    for (long seed = bug.seed(); seed < bug.seed() + TRIES; seed++) {
      try (var disks = new SimDisks()) {
        new Simulation(seed, bug.focus(), bug.seams(), disks.directory()).run();
      } catch (AssertionError failed) {
        if (!(failed.getCause() instanceof SimViolation violation)) {
          throw failed;
        }
        System.out.printf("%s: seed %d, %s%n", bug, seed, violation.getMessage());
        return;
      }
    }
    fail("%s is not found by %d seeds from %d on", bug, TRIES, bug.seed());
  }
}
