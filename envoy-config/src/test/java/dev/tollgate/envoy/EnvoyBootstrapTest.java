package dev.tollgate.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.envoy.EnvoySettings.Upstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EnvoyBootstrapTest {
  private static final Path RUN = Path.of("/run/tollgate");

  private static EnvoySettings settings(
      String node, EnvoySettings.@Nullable Rest rest, Upstream... upstreams) {
    return new EnvoySettings(
        new EnvoySettings.Life(node, "boot-1"),
        EnvoySettings.Clients.ofThisMachine(8080),
        RUN.resolve("admin.sock"),
        RUN.resolve("check.sock"),
        rest,
        RUN.resolve("usage.jsonl"),
        RUN,
        List.of(upstreams),
        EnvoySettings.PUBLIC_CA,
        Duration.ofMinutes(15),
        Duration.ofMillis(1_500));
  }

  private static Upstream upstream(String name, String baseUrl) {
    return new Upstream(name, BaseUrl.parse(baseUrl));
  }

  @Test
  void theSameSettingsMakeTheSameTextOfThisReleaseAndOfItsDirectory() throws Exception {
    var own = settings("envoy-1", null, upstream("openai", "https://api.openai.com/v1"));
    var text = EnvoyBootstrap.shipped().render(own);
    assertThat(EnvoyBootstrap.shipped().render(own)).isEqualTo(text);
    assertThat(EnvoyBootstrap.read(Path.of("..", "envoy")).render(own)).isEqualTo(text);
    assertThat(text).contains("max_stream_duration: 900s", "access_log_flush_interval: 1.5s");
  }

  @Test
  void aProviderIsARouteAndAClusterWhoseHostItsCertificateMustName() {
    var text =
        EnvoyBootstrap.shipped()
            .render(
                settings(
                    "envoy-1",
                    null,
                    upstream("openai", "https://api.openai.com/v1"),
                    upstream("our-vllm", "http://[::1]:8000/v1")));
    assertThat(text)
        .contains(
            "- name: openai\n    type: LOGICAL_DNS\n", "host_rewrite_literal: \"api.openai.com\"")
        .contains("hostname: \"api.openai.com\"", "port_value: 443")
        .contains("- name: our-vllm\n    type: STATIC\n", "host_rewrite_literal: \"[::1]:8000\"")
        .contains("hostname: \"::1\"", "port_value: 8000")
        .containsOnlyOnce("auto_sni_san_validation: true")
        .containsOnlyOnce("trusted_ca: {filename: \"" + EnvoySettings.PUBLIC_CA + "\"}");
  }

  @Test
  void withoutRestNothingListensForIt() {
    var rest = new EnvoySettings.Rest(8081, RUN.resolve("rest.sock"));
    assertThat(EnvoyBootstrap.shipped().render(settings("envoy-1", rest)))
        .contains("port_value: 8081", "/run/tollgate/rest.sock");
    assertThat(EnvoyBootstrap.shipped().render(settings("envoy-1", null)))
        .doesNotContain("name: rest\n");
  }

  @Test
  void whatWouldEndItsQuotesIsRefused() {
    for (var node : List.of("a\"b", "a\\b", "a\nb", "50%")) {
      assertThatThrownBy(() -> settings(node, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the node's name");
    }
    assertThat(settings("${node_id}", null).life().nodeId()).isEqualTo("${node_id}");
  }
}
