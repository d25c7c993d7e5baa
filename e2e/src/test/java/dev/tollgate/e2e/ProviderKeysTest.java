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
      var stored = set(mockKey(PROVIDER));
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

  @Test
  void byRestItIsSetTestedShownAndRemovedAsWell() throws Exception {
    var rest = new RestClient(gateway);
    var groq = "/api/v1/admin/providers/groq";
    var body = "{\"key\": \"%s\"}".formatted(mockKey("groq"));
    var set = RestClient.json(rest.post(groq + "/set-key", body), 200);
    assertThat(set.path("source").asString()).isEqualTo("database");
    assertThat(set.path("masked").asString()).matches("gsk_\\.\\.\\..{4}");
    var tested = RestClient.json(rest.post("/admin/providers/groq/test-key", ""), 200);
    assertThat(tested.path("test_status").asString()).isEqualTo("valid");
    var status = RestClient.json(rest.send("GET", groq + "/key-status", ""), 200);
    assertThat(status.path("last_tested")).isEqualTo(tested.path("last_tested"));
    assertThat(status.at("/traffic/health").asString())
        .isIn("idle", "ok", "degraded", "failing"); // by what other tests did
    var all = RestClient.json(rest.send("GET", "/api/v1/admin/providers", ""), 200);
    assertThat(all.path("source").asString()).isEqualTo("hybrid");
    assertThat(all.path("providers").findValuesAsString("masked"))
        .contains(set.path("masked").asString());
    var removed = RestClient.json(rest.post(groq + "/remove-key", ""), 200);
    assertThat(removed.path("source").asString()).isEqualTo("environment");
    RestClient.isError(rest.send("DELETE", groq + "/remove-key", ""), 404, "not_found");
  }

  @Test
  void byRestAKeyOfAnotherShapeAndAnUnknownProviderAreNamed() throws Exception {
    var rest = new RestClient(gateway);
    var odd = rest.post("/api/v1/admin/providers/openai/set-key", "{\"key\": \"two words\"}");
    assertThat(RestClient.isError(odd, 400, "invalid_value"))
        .startsWith("key: must have 1 to 4096 printable ASCII characters")
        .doesNotContain("two words");
    var nobody = rest.send("GET", "/api/v1/admin/providers/nobody/key-status", "");
    assertThat(RestClient.isError(nobody, 404, "not_found")).contains("nobody");
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

  /** What the mock accepts of this provider. */
  private String mockKey(String provider) throws IOException {
    var secrets = gateway.system.settings().state().resolve("secrets");
    return Files.readString(secrets.resolve("mock-" + provider + "-key"));
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
