package dev.tollgate.local.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.envoy.EnvoySettings;
import dev.tollgate.envoy.EnvoySettings.Upstream;
import dev.tollgate.local.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvoyBootstrapTest {
  @TempDir Path directory;

  @Test
  void realEnvoyAcceptsTheConfiguration() throws Exception {
    var envoy = EnvoyUnderTest.program();
    for (var duration : new Duration[] {Duration.ofMinutes(15), Duration.ofMillis(1_500)}) {
      var file = EnvoyUnderTest.configuration(directory, 10_000, duration);
      assertThat(Command.run(envoy, "--mode", "validate", "-c", file)).endsWith("OK\n");
    }
  }

  private static Upstream upstream(String name, String baseUrl) {
    return new Upstream(name, BaseUrl.parse(baseUrl));
  }

  @Test
  void realEnvoyAcceptsProvidersByNameAndByAddressWithAndWithoutTls() throws Exception {
    var providers =
        List.of(
            upstream("openai", "https://api.openai.com/v1"),
            upstream("by-address", "https://192.0.2.1:8443/v1"),
            upstream("v6", "http://[::1]:8000/v1"),
            upstream("our-vllm", "http://127.0.0.1:8000"));
    var file =
        EnvoyUnderTest.configuration(
            directory, 10_000, Duration.ofMinutes(15), providers, EnvoySettings.PUBLIC_CA);
    assertThat(Command.run(EnvoyUnderTest.program(), "--mode", "validate", "-c", file))
        .endsWith("OK\n");
    assertThat(Files.readString(file))
        .contains("host_rewrite_literal: \"api.openai.com\"\n")
        .contains("host_rewrite_literal: \"192.0.2.1:8443\"\n")
        .contains("host_rewrite_literal: \"[::1]:8000\"\n");
  }

  @Test
  void everyInternalHeaderIsTakenFromClientsAllowedFromAuthzAndHiddenFromProviders()
      throws Exception {
    var text =
        Files.readString(EnvoyUnderTest.configuration(directory, 10_000, Duration.ofMinutes(15)));
    var names =
        Files.readAllLines(Repository.root().resolve("envoy/headers.txt")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(names).isNotEmpty();
    for (var name : names) {
      assertThat(text).containsPattern("allow_expression:.*[|]" + name + "[|)]");
      assertThat(text).containsPattern("request_headers_to_remove: \\[(.*, )?" + name + "[,\\]]");
      if (!name.startsWith("x-llm-") && !name.startsWith("x-tollgate-")) {
        assertThat(text).contains("- remove: " + name + "\n");
      }
    }
    assertThat(text).contains("{prefix: x-llm-, ", "{prefix: x-tollgate-, ");
  }
}
