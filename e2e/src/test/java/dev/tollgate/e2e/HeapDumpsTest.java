package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are in the servers' heaps, which are dumped nowhere unless an operator wants them to. */
@ExtendWith(SharedGateway.class)
final class HeapDumpsTest {
  /** Flags and the values that the machine must have. */
  private static final List<String> FLAGS =
      List.of(
          "HeapDumpOnOutOfMemoryError = false",
          "HeapDumpBeforeFullGC = false",
          "HeapDumpAfterFullGC = false",
          "CreateCoredumpOnCrash = false",
          "DisableAttachMechanism = true");

  private final Gateway gateway;

  HeapDumpsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @ParameterizedTest
  @ValueSource(strings = {"authz-server", "ledger-server"})
  void theMachineThatAServerRunsOnDumpsNothing(String server) throws Exception {
    var builder = new ProcessBuilder(program(server).toString(), "--help");
    builder.environment().put("JAVA_OPTS", "-XX:+PrintFlagsFinal");
    var process = builder.redirectErrorStream(true).start();
    var printed =
        new String(process.getInputStream().readAllBytes(), UTF_8)
            .lines()
            .map(line -> line.strip().replaceAll("\\s+", " "))
            .toList();
    for (var flag : FLAGS) {
      assertThat(printed).as(flag).anyMatch(line -> line.contains(" " + flag + " "));
    }
  }

  @Test
  void neitherDoServersThatRun() {
    var machines = machines().toList();
    assertThat(machines)
        .as("authz-server and %s's ledger-servers", gateway.url())
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(arguments ->
            assertThat(arguments)
                .contains("-XX:+DisableAttachMechanism", "-XX:-HeapDumpOnOutOfMemoryError")
                .doesNotContain("-XX:-DisableAttachMechanism")
                .noneMatch(argument -> argument.startsWith("-XX:+HeapDump")));
  }

  /** What the servers were started with that this test has started. */
  private static Stream<List<String>> machines() {
    var jars = Stream.of("authz-server", "ledger-server").map(HeapDumpsTest::jar).toList();
    return ProcessHandle.current()
        .descendants()
        .flatMap(process -> process.info().arguments().stream())
        .map(List::of)
        .filter(arguments -> arguments.stream().anyMatch(jars::contains));
  }

  private static Path program(String server) {
    return Repository.root().resolve(server).resolve("target/dist").resolve(server);
  }

  private static String jar(String server) {
    return program(server).resolveSibling("app.jar").toString();
  }
}
