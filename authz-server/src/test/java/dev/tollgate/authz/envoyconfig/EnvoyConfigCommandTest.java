package dev.tollgate.authz.envoyconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.config.ConfigException;
import dev.tollgate.local.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Envoy's configuration from authz-server's, where none of its secrets is. */
final class EnvoyConfigCommandTest {
  private static final String CONFIG =
      """
      check: {listen: "unix:check.sock"}
      admin: {listen: "127.0.0.1:9192", rest_listen: "unix:rest.sock", key: "env:ADMIN_KEY"}
      observe: {listen: "127.0.0.1:9193"}
      database: {url: "jdbc:postgresql://db/tollgate", user: a, password: "file:nowhere/password"}
      keys: {tag_secrets: ["file:nowhere/tag"], peppers: ["file:nowhere/pepper"]}
      ledger: {targets: ["ledger:9291"], replica_token: "file:nowhere/token"}
      providers:
        openai: {api_key: "env:OPENAI_API_KEY"}
        others:
        - {name: groq}
        - {name: our-vllm, base_url: "http://127.0.0.1:8000/v1", api_key: "file:nowhere/vllm"}
      journal: {directory: journal}
      usage_log: {path: log/usage.jsonl, state_directory: state}
      envoy: {admin: "unix:envoy-admin.sock"}
      further_envoys:
      - {admin: "unix:second-admin.sock", usage_log: log/second.jsonl}
      leases: {request_time_max: 60s}
      """;

  @TempDir Path directory;
  private Path config = Path.of("");
  private final Map<String, String> environment = new HashMap<>();
  private final List<ConfigException> misconfigured = new ArrayList<>();

  /** What a run of the command came to. */
  private record Outcome(int code, String output, String errors) {}

  @BeforeEach
  void writeConfig() throws IOException {
    config = Files.writeString(directory.resolve("authz.yaml"), CONFIG);
  }

  private Outcome run(String... options) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = new ArrayList<>(List.of("config", "--authz-config", config.toString()));
    line.addAll(List.of(options));
    int code =
        EnvoyConfigCommand.command(environment)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler((failure, _, _) -> {
              if (failure instanceof ConfigException wrong) {
                misconfigured.add(wrong);
                return 2;
              }
              throw failure;
            })
            .execute(line.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }

  private static String envoy() throws Exception {
    var launcher = Repository.root().resolve("envoy/launch.py").toString();
    var process =
        new ProcessBuilder("python3", launcher, "--print")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList().getLast();
  }

  @Test
  void bothAgreeOnSocketsTheUsageLogTheLongestRequestAndTheProviders() {
    var outcome = run("--node", "gate-7", "--boot", "b-1", "--port", "18080");
    assertThat(outcome.code()).as(outcome.errors()).isZero();
    assertThat(outcome.output())
        .startsWith("# Tollgate's data path for Envoy")
        .contains("{id: \"gate-7\", cluster: tollgate, metadata: {boot: \"b-1\"}}")
        .contains("{address: \"127.0.0.1\", port_value: 18080}")
        .contains("{address: \"127.0.0.1\", port_value: 8081}")
        .contains("{path: \"" + directory.resolve("check.sock") + "\"}")
        .contains("{path: \"" + directory.resolve("rest.sock") + "\"}")
        .contains("{path: \"" + directory.resolve("envoy-admin.sock") + "\", mode: 384}")
        .contains("path: \"" + directory.resolve("log/usage.jsonl") + "\"")
        .contains("max_stream_duration: 60s")
        .contains("host_rewrite_literal: \"api.openai.com\"")
        .contains("host_rewrite_literal: \"api.groq.com\"")
        .contains("host_rewrite_literal: \"127.0.0.1:8000\"")
        .contains("filename: \"scan.lua\"")
        .doesNotContain("${", "not-read");
    assertThat(outcome.errors()).contains("Providers: openai, groq, our-vllm.");
  }

  @Test
  void anEnvoyOfAServerWithoutRestHasNoListenerForIt() {
    environment.put("TOLLGATE_AUTHZ_CHECK_LISTEN", "unix:other.sock");
    assertThat(run().output()).contains("name: rest\n", directory + "/other.sock");
    rewrite(", rest_listen: \"unix:rest.sock\"", "");
    assertThat(run().output()).isNotEmpty().doesNotContain("name: rest\n", "begin rest");
  }

  private void rewrite(String from, String to) {
    try {
      assertThat(CONFIG).contains(from);
      Files.writeString(config, CONFIG.replace(from, to));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void ofSeveralEnvoysTheLogSaysWhichOne() {
    var second = run("--usage-log", directory.resolve("log/second.jsonl").toString());
    assertThat(second.output())
        .contains("path: \"" + directory.resolve("second-admin.sock") + "\"")
        .contains("path: \"" + directory.resolve("log/second.jsonl") + "\"");
    var third = run("--usage-log", directory.resolve("log/third.jsonl").toString());
    assertThat(third.code()).isEqualTo(2);
    assertThat(third.errors()).contains("no Envoy of the configuration writes", "second.jsonl");
  }

  @Test
  void theRealEnvoyTakesItBeforeItIsWrittenWithWhatItNames() throws Exception {
    var file = directory.resolve("envoy/envoy.yaml");
    var outcome = run("--envoy", envoy(), "--output", file.toString());
    assertThat(outcome.code()).as(outcome.errors()).isZero();
    assertThat(outcome.errors()).contains("takes it", "edit.lua, scan.lua, tollgate.pb");
    assertThat(Files.readString(file))
        .contains("filename: \"" + directory.resolve("envoy/scan.lua") + "\"")
        .contains("proto_descriptor: \"" + directory.resolve("envoy/tollgate.pb") + "\"");
    for (var named : List.of("scan.lua", "edit.lua", "tollgate.pb")) {
      assertThat(file.resolveSibling(named)).isNotEmptyFile();
    }
    assertThat(directory.resolve("log")).doesNotExist(); // nor is anything else touched
  }

  @Test
  void whatTheRealEnvoyRefusesIsNotWrittenAndItsReasonIsShown() throws Exception {
    var file = directory.resolve("envoy.yaml");
    var outcome = run("--envoy", envoy(), "--trusted-ca", "/nowhere/ca.pem", "-o", file.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errors()).contains("refuses it", "/nowhere/ca.pem").doesNotContain("[crit");
    assertThat(file).doesNotExist();
  }

  @Test
  void whereTheRealEnvoyPrintsTheWholeConfigurationItsReasonAloneIsShown() throws Exception {
    var outcome = run("--envoy", envoy(), "--address", "");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errors()).contains("AddressValidationError").hasLineCount(2);
  }

  @Test
  void anEnvoyThatMustJudgeAndIsNotThereIsMissed() {
    assertThat(run("--validate").code()).isEqualTo(2);
    assertThat(run().errors()).contains("No Envoy has judged it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--node a\"b             | the node's name must be",
        "--boot 50%              | the boot's id must be",
        "--trusted-ca /a\\b      | a path must be",
        "--port many             | --port",
        "--port 65536            | from 1 to 65535",
        "--rest-port 0           | from 1 to 65535",
        "--prot 1                | --prot",
      })
  void anArgumentThatCannotBeMeantIsNamed(String arguments, String named) {
    var outcome = run(arguments.split(" ", 2));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors()).contains(named);
  }

  @Test
  void whatTheConfigurationLacksOrHasWrongIsNamed() {
    rewrite("our-vllm, base_url: \"http://127.0.0.1:8000/v1\"", "our-vllm, base_ulr: \"x\"");
    assertThat(run().code()).isEqualTo(2);
    rewrite("usage_log: {path: log/usage.jsonl, ", "usage_log: {");
    assertThat(run().code()).isEqualTo(2);
    rewrite("\"unix:check.sock\"", "\"127.0.0.1:9191\"");
    assertThat(run().code()).isEqualTo(2);
    rewrite("\"env:OPENAI_API_KEY\"", "sk-planted");
    assertThat(run().code()).isEqualTo(2);
    assertThat(misconfigured)
        .extracting(Throwable::getMessage)
        .satisfiesExactly(
            unknown -> assertThat(unknown).contains("providers.others[1].base_ulr"),
            missing -> assertThat(missing).startsWith("usage_log.path: is missing"),
            tcp -> assertThat(tcp).startsWith("check.listen: must be a Unix socket"),
            secret -> assertThat(secret).contains("a reference").doesNotContain("planted"));
  }
}
