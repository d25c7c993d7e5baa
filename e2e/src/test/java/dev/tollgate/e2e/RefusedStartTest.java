package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The built servers with a configuration that is wrong in several ways: they start with none of
 * them, and name all of them at once.
 */
@ExtendWith(SharedGateway.class)
final class RefusedStartTest {
  private static final String ELSEWHERE = "can be reached from other machines";

  private final Path configurations;

  @TempDir Path directory;

  RefusedStartTest(Gateway gateway) {
    configurations = gateway.system.settings().state().resolve("config");
  }

  @Test
  void authzServerNamesEveryProblem() throws Exception {
    var config = Files.readString(configurations.resolve("authz.yaml"));
    config = with(config, "check: \\{listen: \"[^\"]*\"", "check: {listen: \"192.0.2.1:9191\"");
    config = with(config, "admin: \\{listen: \"[^\"]*\"", "admin: {listen: \"192.0.2.1:9192\"");
    config = with(config, "observe: \\{listen: \"[^\"]*\"", "observe: {listen: \"0.0.0.0:9193\"");
    config = with(config, "targets: \\[\"[^\"]*\"", "targets: [\"ledger.example:9291\"");
    config = with(config, "openai:", "opemai:");
    var problems = problems("authz-server", config + "\nidentity: {poll: soon}\n");
    assertNamed(problems, "check.listen: ", ELSEWHERE);
    assertNamed(problems, "admin: listen ", ELSEWHERE);
    assertNamed(problems, "observe: listen ", ELSEWHERE);
    assertNamed(problems, "ledger: targets: ", ELSEWHERE);
    assertNamed(problems, "providers.opemai: ", "no such key");
    assertNamed(problems, "identity.poll: ", "no duration");
    assertThat(problems).hasSize(6);
  }

  @Test
  void authzServerRefusesSecretsThatAreNoneAndPrintsNone() throws Exception {
    secret("short", "planted-short-secret");
    secret("admin", "pk_admin_planted");
    var config = Files.readString(configurations.resolve("authz.yaml"));
    config = with(config, "key: \"file:[^\"]*\"", "key: \"file:admin\"");
    config = with(config, "peppers: \\[\"file:[^\"]*\"", "peppers: [\"file:short\"");
    config = with(config, "password: \"file:[^\"]*\"", "password: planted-literal");
    config = with(config, "api_key: \"file:[^\"]*\"", "api_key: \"env:NO_SUCH_VARIABLE\"");
    var problems = problems("authz-server", config);
    assertNamed(problems, "admin: ", "key must be pk_admin_ and 43");
    assertNamed(problems, "keys: ", "32 bytes");
    assertNamed(problems, "database.password: ", "write file:PATH or env:NAME");
    assertNamed(problems, "providers.openai.api_key: ", "NO_SUCH_VARIABLE");
    assertThat(problems).hasSize(4).noneMatch(problem -> problem.contains("planted"));
  }

  @Test
  void ledgerServerNamesEveryProblem() throws Exception {
    var config = Files.readString(configurations.resolve("ledger-1.yaml"));
    config = with(config, "observe: \\{listen: \"[^\"]*\"", "observe: {listen: \"0.0.0.0:9391\"");
    config = with(config, "url: \"[^\"]*\"", "url: \"jdbc:mysql://127.0.0.1/tollgate\"");
    config = with(config, "role: replica, token: \"[^\"]*\"", "role: owner, token: \"file:none\"");
    var problems =
        problems(
            "ledger-server",
            config
                + """

                tls: {certificate: none.pem, key: none.key}
                session: -1s
                lisden: x
                """);
    assertNamed(problems, "tls: ", "certificate " + directory.resolve("none.pem") + " cannot be");
    assertNamed(problems, "observe: listen ", ELSEWHERE);
    assertNamed(problems, "database: ", "url must start with jdbc:postgresql:");
    assertNamed(problems, "callers[0].role: ", "none of replica, admin");
    assertNamed(problems, "callers[0].token: ", "none");
    assertNamed(problems, "session: ", "no duration");
    assertNamed(problems, "lisden: ", "no such key");
    assertThat(problems).hasSize(7);
  }

  @Test
  void theLedgersPortNeedsTlsWhereOthersReachIt() throws Exception {
    var config = Files.readString(configurations.resolve("ledger-1.yaml"));
    config = with(config, "(?m)^listen: \"[^\"]*\"", "listen: \"192.0.2.1:9291\"");
    config = config.replace("file:", "file:" + configurations + "/");
    config = config.replace(configurations + "//", "/");
    assertThat(problems("ledger-server", config))
        .singleElement()
        .asString()
        .startsWith("listen 192.0.2.1:9291 " + ELSEWHERE)
        .contains("add tls (certificate and key)", "plaintext: true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"authz-server", "ledger-server"})
  void aServerWithoutItsFileSaysWhatItTakes(String server) throws Exception {
    assertThat(run(server)).contains("Usage: " + server, "CONFIG.yaml", "check-config", "migrate");
    var missing = directory.resolve("missing.yaml").toString();
    assertThat(run(server, missing)).contains("does not start", "cannot read " + missing);
  }

  private void secret(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static String with(String config, String expression, String replacement) {
    var changed = config.replaceFirst(expression, replacement);
    assertThat(changed).as(expression).isNotEqualTo(config);
    return changed;
  }

  private static void assertNamed(List<String> problems, String key, String what) {
    assertThat(problems).anyMatch(line -> line.startsWith(key) && line.contains(what));
  }

  private List<String> problems(String server, String config) throws Exception {
    var file = Files.writeString(directory.resolve("config.yaml"), config);
    var lines = run(server, file.toString()).lines().toList();
    assertThat(lines.getFirst()).isEqualTo(server + " does not start:");
    return lines.subList(1, lines.size());
  }

  /** What the server prints on stderr before it exits with 2. */
  private String run(String server, String... arguments) throws Exception {
    var program = Repository.root().resolve(server).resolve("target/dist").resolve(server);
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var errors = directory.resolve("stderr");
    var process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectOutput(directory.resolve("stdout").toFile())
            .start();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    var output = Files.readString(errors, UTF_8);
    assertThat(process.exitValue()).as(output).isEqualTo(2);
    return output;
  }
}
