package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in the log is counted as what it is, and keeps up no line after it. */
class BadLinesTest {
  private static final String QUARANTINED = "tollgate.usage.quarantined";
  private static final String UNUSABLE = "tollgate.usage.unusable";

  @TempDir private Path directory;
  private Scenario scenario;

  @BeforeEach
  void start() throws IOException {
    scenario = new Scenario(directory);
  }

  static Stream<Arguments> lines() {
    var line = Lines.end(1);
    return Stream.of(
        arguments("torn", line.substring(0, line.length() / 2)),
        arguments("torn", line.substring(line.length() - 10)),
        arguments("overlong", line.replace("OpenAI/Python", "x".repeat(Scenario.LINE_BYTES_MAX))),
        arguments("not_json", line.replace("\"code\":200", "\"code\":inf")),
        arguments("version", line.replace("\"v\":1", "\"v\":2")),
        arguments("member", line.replace("\"code\":200", "\"code\":-1")),
        arguments("member", line.replace("DownstreamEnd", "DownstreamStart")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void whatIsNoLineIsCountedByItsDefectAndSetAsideWithItsReason(String defect, String line)
      throws Exception {
    scenario.lines(line, Lines.end(2)).read();

    assertThat(scenario.settlements.settled).containsExactly(2L);
    assertThat(scenario.count(QUARANTINED, "defect", defect)).isEqualTo(1);
    assertThat(scenario.count(QUARANTINED)).isEqualTo(1);
    assertThat(scenario.stateLines("quarantine.jsonl"))
        .singleElement()
        .asString()
        .contains("\"defect\":\"" + defect + "\"", "\"reason\":\"");
  }

  @ParameterizedTest
  @MethodSource("usages")
  void usageThatIsNoneIsCountedByItsDefectAndItsRequestSettled(String defect, String usage)
      throws Exception {
    scenario.lines(Lines.end(1, "boot-1", usage), Lines.end(2)).read();

    assertThat(scenario.settlements.settled).containsExactly(1L, 2L);
    assertThat(scenario.count(UNUSABLE, "defect", defect)).isEqualTo(1);
    assertThat(scenario.count(UNUSABLE)).isEqualTo(1);
    assertThat(scenario.stateLines("quarantine.jsonl")).isEmpty();
  }

  static List<Arguments> usages() {
    return List.of(
        arguments("negative", "{\"input\":-5,\"output\":8}"),
        arguments("absurd", "{\"input\":11,\"output\":1e308}"),
        arguments("fraction", "{\"input\":1.5,\"output\":8}"),
        arguments("type", "{\"input\":\"inf\",\"output\":8}"),
        arguments("type", "{\"input\":11,\"output\":true}"),
        arguments("type", "{\"seconds\":\"inf\"}"),
        arguments("negative", "{\"seconds\":-3}"),
        arguments("missing", "{\"output\":8}"),
        arguments("contradiction", "{\"cached_input\":12,\"input\":11,\"output\":8}"));
  }

  @Test
  void aRepeatedLineAndOneOutOfOrderAreCountedAndChangeNothing() throws Exception {
    scenario.lines(Lines.end(1), Lines.end(1), Lines.periodic(1, "boot-1"), Lines.end(2)).read();

    assertThat(scenario.settlements.settled).containsExactly(1L, 2L);
    assertThat(scenario.count("tollgate.usage.lines", "result", "already")).isEqualTo(1);
    assertThat(scenario.count("tollgate.usage.lines", "result", "late")).isEqualTo(1);
  }

  @Test
  void aStartInTheFutureIsCountedAndNotBelieved() throws Exception {
    var future = Lines.end(1).replace("2026-11-25T09:48:50.340Z", "2026-11-25T10:02:00.000Z");
    scenario.lines(future, Lines.end(2)).read();

    assertThat(scenario.settlements.settled).containsExactly(1L, 2L);
    assertThat(scenario.settlements.startedAtMs).containsExactly(0L, 1_795_600_130_340L);
    assertThat(scenario.count("tollgate.usage.future.starts")).isEqualTo(1);
  }

  @Test
  void aReservationThatNobodyHereMadeIsCountedAndKeptForTheLedger() throws Exception {
    var unknown = "20782-ffffffffffffffffffffffffffffffff-7";
    scenario.lines(Lines.of(unknown, "DownstreamEnd", "boot-1", Lines.USAGE), Lines.end(2)).read();

    assertThat(scenario.settlements.settled).containsExactly(2L);
    assertThat(scenario.count("tollgate.usage.lines", "result", "foreign")).isEqualTo(1);
    assertThat(scenario.stateLines("foreign.jsonl")).singleElement().asString().contains(unknown);
  }
}
