package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageLogReaderTest {
  @TempDir private Path directory;
  private Scenario scenario;

  @BeforeEach
  void start() throws IOException {
    scenario = new Scenario(directory);
  }

  @Test
  void linesSettleInTheirOrder() throws Exception {
    scenario.lines(Lines.end(1), Lines.periodic(3, "boot-1"), Lines.end(2)).read();
    assertThat(scenario.settlements.calls).containsExactly("settle 1", "progress 3", "settle 2");
  }

  @Test
  void aLogThatDoesNotExistYetIsWaitedFor() throws Exception {
    scenario.read().lines(Lines.end(1)).read();
    assertThat(scenario.settlements.settled).containsExactly(1L);
  }

  @Test
  void aTornLastLineWaitsForItsRest() throws Exception {
    var line = Lines.end(2);
    scenario.lines(Lines.end(1)).write(line.substring(0, 300)).read();
    assertThat(scenario.settlements.settled).containsExactly(1L);

    scenario.restart().read().write(line.substring(300) + "\n").read();
    assertThat(scenario.settlements.settled).containsExactly(1L, 2L);
    assertThat(scenario.stateLines("quarantine.jsonl")).isEmpty();
  }

  @Test
  void aStopLeavesNothingToRepeat() throws Exception {
    scenario.lines(Lines.end(1), Lines.end(2)).read().restart().read();
    assertThat(scenario.settlements.calls).containsExactly("settle 1", "settle 2");
  }

  @Test
  void aRefusedSettlementStopsTheLogUntilItIsTaken() throws Exception {
    scenario.settlements.refusals = 3;
    scenario.lines(Lines.end(1), Lines.end(2));

    assertThat(scenario.step()).isEqualTo(20_000_000);
    assertThat(scenario.step()).isEqualTo(40_000_000);
    assertThat(scenario.step()).isEqualTo(80_000_000);
    assertThat(scenario.settlements.settled).isEmpty();
    scenario.read();

    assertThat(scenario.settlements.calls)
        .containsExactly("settle 1", "settle 1", "settle 1", "settle 1", "settle 2");
    assertThat(scenario.count("tollgate.usage.retries")).isEqualTo(3);
  }

  @Test
  void aKillWhileALineIsRefusedDoesNotSkipIt() throws Exception {
    scenario.lines(Lines.end(1)).read();
    scenario.settlements.refusals = 1;
    scenario.lines(Lines.end(2));
    scenario.step();
    scenario.kill().read();
    assertThat(scenario.settlements.settled).containsExactly(1L, 2L);
  }

  @Test
  void anUnreadableLineIsKeptByteForByteAndNamesItsReservation() throws Exception {
    var bad = Lines.end(7).replace("\"ms\":2002", "\"ms\":inf").replace("Python", "Py\u00ff");
    scenario.lines(Lines.end(1), bad, Lines.end(2)).read();

    assertThat(scenario.settlements.calls).containsExactly("settle 1", "quarantine 7", "settle 2");
    var kept = scenario.stateLines("quarantine.jsonl");
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst())
        .contains("\"time\":\"2026-11-25T10:00:00Z\"", "\"reason\":\"not one JSON object\"")
        .contains(Lines.reservation(7).toString())
        .contains(Base64.getEncoder().encodeToString(bad.getBytes(UTF_8)));
    assertThat(scenario.count("tollgate.usage.quarantined")).isEqualTo(1);
  }

  @Test
  void aRestartRemembersWhoseLinesAreInQuarantine() throws Exception {
    scenario.lines(Lines.end(7).replace("\"v\":1", "\"v\":2")).read();
    scenario.settlements.quarantined.clear();
    scenario.restart().read();
    assertThat(scenario.settlements.quarantined).containsExactly(7L);
  }

  @Test
  void anOverlongLineIsSetAsideByItsBeginning() throws Exception {
    var padding = " ".repeat(3 * Scenario.LINE_BYTES_MAX);
    var overlong = Lines.end(7).replace("\"v\":1", "\"v\":" + padding + "1");
    scenario.lines(Lines.end(1), overlong, Lines.end(2)).read();

    assertThat(scenario.settlements.calls).containsExactly("settle 1", "quarantine 7", "settle 2");
    assertThat(scenario.stateLines("quarantine.jsonl")).hasSize(1);
  }

  @Test
  void aRefusedOverlongLineComesAgain() throws Exception {
    scenario.settlements.refusals = 1;
    var padding = " ".repeat(2 * Scenario.LINE_BYTES_MAX);
    scenario.lines(Lines.end(7).replace("\"v\":1", padding + "\"v\":1"), Lines.end(2)).read();
    assertThat(scenario.settlements.calls)
        .containsExactly("quarantine 7", "quarantine 7", "settle 2");
  }

  @Test
  void aForeignReservationIsKeptWithItsLine() throws Exception {
    var other = "20782-" + UUID.randomUUID().toString().replace("-", "") + "-4";
    var line = Lines.of(other, "DownstreamEnd", "boot-1", Lines.USAGE);
    scenario.lines(line, Lines.end(1)).read();

    assertThat(scenario.stateLines("foreign.jsonl"))
        .containsExactly(
            "{\"time\":\"2026-11-25T10:00:00Z\",\"reservation\":\""
                + other
                + "\",\"line\":"
                + line
                + "}");
    assertThat(scenario.settlements.settled).containsExactly(1L);
  }

  @Test
  void usageThatCannotCountSettlesAndIsCounted() throws Exception {
    scenario.lines(Lines.end(1, "boot-1", "{\"input\":\"inf\",\"output\":3}")).read();
    assertThat(scenario.settlements.settled).containsExactly(1L);
    assertThat(scenario.count("tollgate.usage.unusable")).isEqualTo(1);
  }

  @Test
  void aDamagedPositionMeansFromTheStart() throws Exception {
    scenario.lines(Lines.end(1), Lines.end(2)).read().restart();
    for (var damage :
        new String[] {"", "{", "null", "[]", "{\"offset\":-1}", "{\"offset\":1e99}"}) {
      Files.writeString(scenario.state.resolve("position.json"), damage);
      scenario.settlements.calls.clear();
      scenario.kill().read();
      assertThat(scenario.settlements.calls).as(damage).containsExactly("settle 1", "settle 2");
    }
  }
}
