package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A provider that is switched off by REST is as if it were not there, within seconds. */
@ExtendWith(SharedGateway.class)
final class ProviderActivityTest {
  private static final String PROVIDERS = "/api/v1/admin/providers/";
  private static final String MODEL = "groq/llama-3.3-70b-versatile";
  private static final Duration IN_FORCE_MAX = Duration.ofSeconds(5);

  private final Gateway gateway;
  private final RestClient rest;

  ProviderActivityTest(Gateway gateway) {
    this.gateway = gateway;
    this.rest = new RestClient(gateway);
  }

  @AfterEach
  void switchOn() throws Exception {
    RestClient.json(rest.post(PROVIDERS + "groq/enable", ""), 200);
    RestClient.json(rest.post(PROVIDERS + "cloudflare/enable", ""), 200);
  }

  private HttpResponse<String> get(String path, String key) throws Exception {
    return gateway.send(
        HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("x-api-key", key).build());
  }

  @Test
  void itsModelsAreUnknownUntilItIsSwitchedOn() throws Exception {
    var key = gateway.caller(1_000_000_000L).apiKey();
    var chat = gateway.chat(key, MODEL, "[mock prompt=11 output=7]", "");
    assertThat(gateway.send(chat).statusCode()).isEqualTo(200);
    assertThat(get("/v1/models", key).body()).contains(MODEL);

    var off = RestClient.json(rest.post(PROVIDERS + "groq/disable", ""), 200);
    assertThat(off.path("active").asBoolean()).isFalse();
    assertThat(off.path("disabled_by").asString()).isEqualTo("bootstrap-admin");
    await().atMost(IN_FORCE_MAX).until(() -> gateway.send(chat).statusCode() == 404);
    int served = gateway.served();
    assertThat(gateway.send(chat).body()).contains("\"code\":\"model_not_found\"");
    assertThat(gateway.served()).isEqualTo(served);
    assertThat(get("/v1/models", key).body()).doesNotContain(MODEL).contains("gpt-4o-mini");

    var on = RestClient.json(rest.post("/admin/providers/groq/enable", ""), 200);
    assertThat(on.path("active").asBoolean()).isTrue();
    await().atMost(IN_FORCE_MAX).until(() -> gateway.send(chat).statusCode() == 200);
  }

  @Test
  void aServiceIsNotThere() throws Exception {
    var key = gateway.caller(0).apiKey();
    var zones = "/api/v1/cloudflare/zones";
    assertThat(get(zones, key).statusCode()).isEqualTo(403);
    RestClient.json(rest.post(PROVIDERS + "cloudflare/disable", ""), 200);
    await()
        .atMost(IN_FORCE_MAX)
        .untilAsserted(
            () -> assertThat(get(zones, key).body()).contains("\"code\":\"unknown_endpoint\""));
  }
}
