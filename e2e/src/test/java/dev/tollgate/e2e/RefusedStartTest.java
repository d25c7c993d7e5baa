package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built servers with a configuration that is wrong in several ways: they start with none of
 * them, and name all of them at once.
 */
@ExtendWith(SharedGateway.class)
final class RefusedStartTest {
  private final Path configurations;

  @TempDir Path directory;

  RefusedStartTest(Gateway gateway) {
    configurations = gateway.system.settings().state().resolve("config");
  }

  @Test
  void authzServerNamesEveryProblem() throws Exception {
    var config =
        Files.readString(configurations.resolve("authz.yaml"))
                .replaceFirst("listen: \"?unix:[^\"}]*\"?", "listen: \"192.0.2.1:9191\"")
                .replaceFirst("key: \"?file:[^\"}]*\"?", "key: \"file:no-such-file\"")
                .replaceFirst("openai:", "opemai:")
            + "\nidentity: {poll: soon}\n";
    assertThat(refusal("authz-server", config))
        .startsWith("authz-server does not start:")
        .contains("check", "listen must be a Unix socket or loopback")
        .contains("identity.poll: ")
        .contains("admin.key: ", "no-such-file")
        .contains("providers.opemai: ");
  }

  @Test
  void ledgerServerNamesEveryProblem() throws Exception {
    var config =
        Files.readString(configurations.resolve("ledger-1.yaml"))
                .replaceFirst("role: replica", "role: owner")
                .replaceFirst("listen: ", "lisden: ")
            + "\nsession: -1s\n";
    assertThat(refusal("ledger-server", config))
        .startsWith("ledger-server does not start:")
        .contains("callers[0].role: ")
        .contains("lisden: ")
        .contains("listen: ")
        .contains("session: ");
  }

  /** What the server prints before it exits with 2. */
  private String refusal(String server, String config) throws IOException, InterruptedException {
    var file = Files.writeString(directory.resolve("config.yaml"), config);
    var program = Repository.root().resolve(server).resolve("target/dist").resolve(server);
    var process =
        new ProcessBuilder(program.toString(), file.toString()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(2);
    return output;
  }
}
