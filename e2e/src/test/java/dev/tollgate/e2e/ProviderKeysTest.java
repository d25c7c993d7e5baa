package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.admin.v1.RemoveProviderKeyRequest;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import dev.tollgate.proto.admin.v1.TestProviderKeyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A provider's key that is set at one server and used by another, which has none of its own: beside
 * an Envoy, with no more rights in the database than docs/reference/roles.md grants.
 */
@ExtendWith(SharedGateway.class)
final class ProviderKeysTest {
  private static final String PROVIDER = "openai";

  /** The bound of a revocation. */
  private static final Duration IN_FORCE_MAX = Duration.ofSeconds(5);

  private static final Sidecar.Wiring STORED_KEYS_ALONE =
      new Sidecar.Wiring() {
        @Override
        public Map<String, String> settings() {
          return Map.of("PROVIDER_KEYS_SOURCE", "database");
        }
      };

  private final Gateway gateway;

  ProviderKeysTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void aKeyThatIsSetIsUsedElsewhereWithinSecondsAndARemovedOneNoMore() throws Exception {
    var key = gateway.caller(1_000_000_000).apiKey();
    try (var sidecar = new Sidecar(gateway, STORED_KEYS_ALONE)) {
      awaitNone(sidecar, key);
      var stored = set(mockKey());
      assertThat(stored.getSource()).isEqualTo("database");
      await().atMost(IN_FORCE_MAX).until(() -> sidecar.use(key).statusCode() == 200);
      assertThat(tested().getTestStatus()).isEqualTo("valid");
      var removed =
          gateway
              .providerKeys()
              .removeProviderKey(
                  RemoveProviderKeyRequest.newBuilder().setProvider(PROVIDER).build());
      assertThat(removed.getKey().getSource()).isEqualTo("environment");
      awaitNone(sidecar, key);
      // Where the configuration's key counts.
      await()
          .atMost(IN_FORCE_MAX)
          .until(() ->
              gateway.send(gateway.chat(key, "mock-per-request", "Hello", "")).statusCode() == 200);
    }
  }

  private static void awaitNone(Sidecar sidecar, String key) {
    await()
        .atMost(IN_FORCE_MAX)
        .untilAsserted(() -> {
          var refused = sidecar.use(key);
          assertThat(refused.statusCode()).isEqualTo(400);
          assertThat(refused.body()).contains("\"provider_not_configured\"");
        });
  }

  /** What the mock accepts of OpenAI. */
  private String mockKey() throws IOException {
    return Files.readString(gateway.system.settings().state().resolve("secrets/mock-openai-key"));
  }

  private ProviderKey set(String key) throws IOException {
    return gateway
        .providerKeys()
        .setProviderKey(
            SetProviderKeyRequest.newBuilder().setProvider(PROVIDER).setKey(key).build())
        .getKey();
  }

  private ProviderKey tested() throws IOException {
    return gateway
        .providerKeys()
        .testProviderKey(TestProviderKeyRequest.newBuilder().setProvider(PROVIDER).build())
        .getKey();
  }
}
