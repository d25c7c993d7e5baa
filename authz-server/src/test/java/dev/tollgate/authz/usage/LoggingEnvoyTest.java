package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.usage.envoy.EnvoyConfig;
import dev.tollgate.kit.config.ListenAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two Envoys of one server must not be taken for one another. */
class LoggingEnvoyTest {
  private static List<LoggingEnvoy> all(String admin, String log) {
    return LoggingEnvoy.all(
        Scenario.config(Path.of("a/usage.jsonl"), Path.of("state")),
        new EnvoyConfig(new ListenAddress.Unix(Path.of("admin.sock"))),
        List.of(new FurtherEnvoyConfig(new ListenAddress.Unix(Path.of(admin)), Path.of(log))));
  }

  @Test
  void theirLogsAreLookedAfterAlike() {
    var all = all("admin-2.sock", "a/second.jsonl");
    assertThat(all).extracting(LoggingEnvoy::name).containsExactly("usage.jsonl", "second.jsonl");
    assertThat(all.getLast().log()).isEqualTo(all.getFirst().log().at(Path.of("a/second.jsonl")));
  }

  @Test
  void aLogWhoseNameBeginsLikeAnothersIsRefusedAsItLooksLikeThatOneRotated() {
    assertThatThrownBy(() -> all("admin-2.sock", "a/usage.jsonl.2"))
        .hasMessageContaining("could be taken for one log");
    assertThatThrownBy(() -> all("admin-2.sock", "b/usage.jsonl"))
        .hasMessageContaining("could be taken for one log");
  }

  @Test
  void anEnvoyThatIsNamedTwiceIsRefused() {
    assertThatThrownBy(() -> all("admin.sock", "b/second.jsonl")).hasMessageContaining("twice");
  }

  @Test
  void anAdminInterfaceOnTheNetworkIsRefused() {
    assertThatThrownBy(() ->
            new FurtherEnvoyConfig(new ListenAddress.Tcp("10.0.0.1", 9901), Path.of("x.jsonl")))
        .hasMessageContaining("admin must be");
  }

  @Test
  void twoOfOneNameAreNotToldApartUntilOneHasAnother() {
    var nodes = new NodeNames();
    assertThat(nodes.claim("first", "envoy-1")).isTrue();
    assertThat(nodes.claim("second", "envoy-1")).isFalse();
    assertThat(nodes.claim("first", "envoy-1")).isFalse();
    assertThat(nodes.claim("second", "envoy-2")).isTrue();
    assertThat(nodes.claim("first", "envoy-1")).isTrue();
  }
}
