package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootEndsTest {
  @TempDir private Path directory;
  private Scenario scenario;

  @BeforeEach
  void start() throws IOException {
    scenario = new Scenario(directory);
    scenario.settlements.open.add(Scenario.boot("boot-1"));
    scenario.lines(Lines.end(1)).read();
    scenario.envoy.is("boot-1");
    scenario.seconds(2);
  }

  @Test
  void theLivingBootStaysOpen() {
    scenario.seconds(60);
    assertThat(scenario.settlements.ended).isEmpty();
  }

  @Test
  void anOldBootEndsWithoutAnyLineOfTheNewOne() {
    scenario.settlements.open.add(Scenario.boot("boot-2"));
    scenario.envoy.is("boot-2");
    scenario.seconds(3);
    assertThat(scenario.settlements.ended).containsExactly(Scenario.boot("boot-1"));
  }

  @Test
  void anOldBootEndsOnlyAfterItsLastLine() throws Exception {
    scenario.envoy.is("boot-2");
    for (int n = 2; n <= 1_200; n++) {
      scenario.lines(Lines.end(n));
    }
    scenario.seconds(3);
    assertThat(scenario.settlements.calls.indexOf("ended boot-1"))
        .isGreaterThan(scenario.settlements.calls.indexOf("settle 1200"));
  }

  @Test
  void anOldBootDoesNotEndWhileItsLinesCannotBeSettled() throws Exception {
    scenario.envoy.is("boot-2");
    scenario.settlements.refusals = Integer.MAX_VALUE;
    scenario.lines(Lines.end(2)).seconds(10);
    assertThat(scenario.settlements.ended).isEmpty();

    scenario.settlements.refusals = 0;
    scenario.seconds(3);
    assertThat(scenario.settlements.calls).endsWith("settle 2", "ended boot-1");
  }

  @Test
  void aTornLastLineOfTheOldBootDoesNotKeepItOpen() throws Exception {
    scenario.write(Lines.end(2).substring(0, 100));
    scenario.envoy.is("boot-2");
    scenario.seconds(3);
    assertThat(scenario.settlements.ended).containsExactly(Scenario.boot("boot-1"));
  }

  @Test
  void anEnvoyThatDiedAndDidNotComeBackEndsNothing() {
    scenario.envoy.status = null;
    scenario.seconds(60);
    assertThat(scenario.settlements.ended).isEmpty();
  }

  @Test
  void withoutAnAnswerTheLogsOrderDecides() throws Exception {
    scenario.envoy.status = null;
    scenario.settlements.open.add(Scenario.boot("boot-2"));
    scenario.settlements.open.add(Scenario.boot("boot-3"));
    scenario.lines(Lines.end(2, "boot-2", Lines.USAGE)).seconds(3);

    // boot-3 is known from a Check only: it may be the newest.
    assertThat(scenario.settlements.ended).containsExactly(Scenario.boot("boot-1"));
  }

  @Test
  void theLogsOrderIsKnownOverARestart() throws Exception {
    scenario.envoy.status = null;
    scenario.restart().lines(Lines.end(2, "boot-2", Lines.USAGE)).seconds(3);
    assertThat(scenario.settlements.ended).containsExactly(Scenario.boot("boot-1"));
  }

  @Test
  void bothRestartedAtOnceEndsTheOldBootAfterItsLines() throws Exception {
    scenario.lines(Lines.end(2)).envoy.is("boot-2");
    scenario.restart().seconds(3);
    assertThat(scenario.settlements.calls).containsExactly("settle 1", "settle 2", "ended boot-1");
  }

  @Test
  void aBootOfAnotherNodeIsNotJudged() {
    scenario.settlements.open.add(new EnvoyBoot("envoy-2", "boot-9"));
    scenario.envoy.is("boot-2");
    scenario.seconds(10);
    assertThat(scenario.settlements.ended).containsExactly(Scenario.boot("boot-1"));
  }

  @Test
  void aBootThatWasOpenedAfterEnvoyWasAskedIsNotJudgedByThatAnswer() {
    // The answer of a dying boot-1 is still on its way when boot-2's first Check arrives.
    scenario.nanos.addAndGet(1_000_000_000);
    scenario.step();
    scenario.settlements.open.add(Scenario.boot("boot-2"));
    scenario.step();
    scenario.envoy.is("boot-2");
    scenario.seconds(3);
    assertThat(scenario.settlements.ended).containsExactly(Scenario.boot("boot-1"));
  }

  @Test
  void anUnnamedBootIsNeverOver() {
    scenario.settlements.open.add(Scenario.boot("-"));
    scenario.envoy.is("boot-1");
    scenario.seconds(10);
    assertThat(scenario.settlements.ended).isEmpty();
  }

  @Test
  void aRefusedEndIsRepeated() {
    scenario.settlements.refusals = 2;
    scenario.envoy.is("boot-2");
    scenario.seconds(3);
    assertThat(scenario.settlements.ended).containsExactly(Scenario.boot("boot-1"));
  }

  @Test
  void aNewEmptyLogBesideTheOldOneDoesNotDelayTheEnd() throws Exception {
    Files.move(scenario.log, scenario.log.resolveSibling("usage.jsonl.1"));
    Files.createFile(scenario.log);
    scenario.envoy.is("boot-2");
    scenario.seconds(3);
    assertThat(scenario.settlements.ended).containsExactly(Scenario.boot("boot-1"));
  }
}
