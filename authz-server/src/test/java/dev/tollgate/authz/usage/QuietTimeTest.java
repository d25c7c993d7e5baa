package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.usage.envoy.EnvoyStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuietTimeTest {
  @TempDir private Path directory;
  private Scenario scenario;

  @BeforeEach
  void startAtTheEndOfALog() throws IOException {
    scenario = new Scenario(directory);
    scenario.lines(Lines.end(1)).read();
    scenario.envoy.is("boot-1");
  }

  @Test
  void timeCountsWhileEnvoyAnswersAndTheLogIsRead() {
    scenario.seconds(40);
    assertThat(scenario.settlements.quiet)
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
  }

  @Test
  void anEnvoyThatDoesNotAnswerIsNotQuiet() {
    scenario.envoy.status = null;
    scenario.seconds(40);
    assertThat(scenario.settlements.quiet).isZero();
  }

  @Test
  void aReaderWithoutALogIsNotAtItsEnd() throws Exception {
    var empty = new Scenario(directory.resolve("none"));
    empty.envoy.is("boot-1");
    empty.seconds(40);
    assertThat(empty.settlements.quiet).isZero();
  }

  @Test
  void aReaderThatIsBehindIsNotQuiet() throws Exception {
    scenario.settlements.refusals = Integer.MAX_VALUE;
    scenario.lines(Lines.end(2)).seconds(40);
    assertThat(scenario.settlements.quiet).isZero();
  }

  @Test
  void aLineThatIsNotWholeYetIsNotTheEnd() throws Exception {
    scenario.write("{").seconds(40);
    assertThat(scenario.settlements.quiet).isZero();
  }

  @Test
  void aNewBootInEveryLookIsNeverQuiet() {
    for (int i = 0; i < 20; i++) {
      scenario.envoy.is("boot-" + i);
      scenario.seconds(1);
    }
    assertThat(scenario.settlements.quiet).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aLostLineStopsTheTimeUntilEveryHoldOfThatMomentIsOver() {
    lose(3);
    scenario.seconds((int) Scenario.HOLD_OPEN_MAX.toSeconds() - 5);
    assertThat(scenario.settlements.quiet).isZero();
    scenario.seconds(20);
    assertThat(scenario.settlements.quiet).isPositive();
  }

  @Test
  void linesLostInAnOlderBootDoNotCountAgainstTheNewOne() {
    lose(3);
    scenario.seconds(5);
    scenario.envoy.is("boot-2");
    scenario.seconds(10);
    assertThat(scenario.settlements.quiet).isGreaterThan(Duration.ofSeconds(5));
  }

  @Test
  void bytesStuckOnTheirWayToTheFileAreNotQuiet() {
    scenario.envoy.status = new EnvoyStatus(Scenario.boot("boot-1"), 0, 10, 800);
    scenario.seconds(40);
    assertThat(scenario.settlements.quiet).isZero();
  }

  @Test
  void aSuspendedProcessDoesNotJump() {
    scenario.seconds(5);
    var before = scenario.settlements.quiet;
    scenario.nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    scenario.seconds(2);
    assertThat(scenario.settlements.quiet.minus(before)).isLessThan(Duration.ofSeconds(5));
  }

  private void lose(long lines) {
    scenario.envoy.status = new EnvoyStatus(Scenario.boot("boot-1"), lines, 10, 0);
  }
}
