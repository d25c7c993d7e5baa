package dev.tollgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code tollgate} in the repository's root, in a copy of the tree around it. */
final class LaunchScriptTest {
  private static final String PROGRAM =
      """
      #!/bin/sh
      echo "$TOLLGATE_ADMIN_GRPC|$TOLLGATE_ADMIN_KEY|$*"
      """;

  @TempDir Path root;

  private String run(Map<String, String> environment, String... args) throws Exception {
    Files.copy(
        Path.of("..", "tollgate"),
        root.resolve("tollgate"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    var builder = new ProcessBuilder(root.resolve("tollgate").toString());
    builder.command().addAll(List.of(args));
    builder.redirectErrorStream(true).environment().keySet().removeIf(n -> n.startsWith("TOLL"));
    builder.environment().putAll(environment);
    var process = builder.start();
    var text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() + " " + text.strip();
  }

  private void build() throws Exception {
    program("cli/target/dist/tollgate", PROGRAM);
  }

  private Path program(String name, String script) throws Exception {
    var program = root.resolve(name);
    Files.createDirectories(program.getParent());
    Files.writeString(program, script);
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private void writeEnvironmentFile(String text) throws Exception {
    Files.createDirectories(root.resolve(".tollgate"));
    Files.writeString(root.resolve(".tollgate/env"), text);
  }

  @Test
  void theEnvironmentFileSaysWhereAndWithWhichKey() throws Exception {
    build();
    writeEnvironmentFile(
        """
        TOLLGATE_ADMIN_GRPC=127.0.0.1:9192
        export TOLLGATE_ADMIN_KEY='pk_admin_x=$(date)'
        """);
    assertThat(run(Map.of(), "key", "list"))
        .isEqualTo("0 127.0.0.1:9192|pk_admin_x=$(date)|key list");
  }

  @Test
  void theEnvironmentItselfComesFirst() throws Exception {
    build();
    writeEnvironmentFile("TOLLGATE_ADMIN_GRPC=file\nTOLLGATE_ADMIN_KEY=file\n");
    assertThat(run(Map.of("TOLLGATE_ADMIN_GRPC", "set", "TOLLGATE_ADMIN_KEY", "too")))
        .isEqualTo("0 set|too|");
  }

  @Test
  void envoysConfigurationIsMadeByTheServerOfWhatQuickstartHasWritten() throws Exception {
    assertThat(run(Map.of(), "envoy", "config"))
        .startsWith("2 ")
        .contains("mvn -q -pl authz-server -am package");
    program("authz-server/target/dist/authz-server", "#!/bin/sh\necho \"$ENVOY_BIN|$*\"\n");
    var envoy = program("target/envoy-1.40.0/bin/envoy", "#!/bin/sh\n");
    assertThat(run(Map.of("ENVOY_BIN", ""), "envoy", "config", "--port", "1"))
        .isEqualTo("0 " + envoy + "|envoy config --port 1");
    writeEnvironmentFile("");
    var config = root.resolve(".tollgate/config/authz.yaml");
    Files.createDirectories(config.getParent());
    Files.writeString(config, "");
    assertThat(run(Map.of("ENVOY_BIN", "own"), "envoy", "config", "-o", "envoy.yaml"))
        .isEqualTo("0 own|envoy config -o envoy.yaml --authz-config " + config);
    assertThat(run(Map.of("ENVOY_BIN", "own"), "envoy", "config", "--authz-config", "a.yaml"))
        .isEqualTo("0 own|envoy config --authz-config a.yaml");
  }

  @Test
  void withoutABuildItSaysHowToBuild() throws Exception {
    assertThat(run(Map.of(), "key", "list"))
        .startsWith("2 ")
        .contains("mvn -q -pl cli -am package");
  }
}
