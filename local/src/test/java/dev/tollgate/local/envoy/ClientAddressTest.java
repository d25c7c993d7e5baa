package dev.tollgate.local.envoy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which address Envoy tells Check in the metadata {@code x-envoy-client}, in both phases. */
final class ClientAddressTest {
  private static final Metadata.Key<String> CLIENT =
      Metadata.Key.of("x-envoy-client", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> PHASE =
      Metadata.Key.of("x-authz-phase", Metadata.ASCII_STRING_MARSHALLER);
  private static final String CLAIMS =
      """
      x-forwarded-for: 198.51.100.1, 203.0.113.9\r
      x-envoy-client: 198.51.100.2\r
      x-real-ip: 198.51.100.3\r
      x-envoy-external-address: 198.51.100.4\r
      forwarded: for=198.51.100.5\r
      """;
  private static final int LARGE_BYTES = 300_000;

  @TempDir Path directory;

  @Test
  void itIsThePeersWhateverTheClientSays() throws Exception {
    assertThat(addresses(configuration -> configuration)).containsOnly("127.0.0.1");
  }

  @Test
  void itIsTheOneThatTheTrustedProxyBeforeEnvoySaw() throws Exception {
    assertThat(
            addresses(configuration ->
                configuration.replace("xff_num_trusted_hops: 0", "xff_num_trusted_hops: 1")))
        .containsOnly("203.0.113.9");
  }

  /** What came with the Checks of a large request, after both phases were seen. */
  private List<String> addresses(UnaryOperator<String> edit) throws Exception {
    try (var envoy = EnvoyUnderTest.start(directory, edit);
        var authz =
            new ScriptedAuthz(
                EnvoyUnderTest.checkSocket(directory),
                observer -> {
                  observer.onNext(ScriptedAuthz.allow("openai"));
                  observer.onCompleted();
                })) {
      var body = "{\"model\":\"m\",\"user\":\"" + "a".repeat(LARGE_BYTES) + "\"}";
      var headers = "content-type: application/json\r\n" + CLAIMS;
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            envoy.request("POST", "/v1/chat/completions", headers, body);
            return authz.metadata.stream().map(m -> m.containsKey(PHASE)).distinct().count() == 2;
          });
      return authz.metadata.stream().map(m -> requireNonNull(m.get(CLIENT))).toList();
    }
  }
}
