package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The platform's key, the organization's and the user's at each of the mock's four providers. */
@ExtendWith(SharedGateway.class)
final class ByokProvidersTest {
  private static final long CREDIT = 1_000_000_000L;

  private final Gateway gateway;
  private final OwnKeys own;

  ByokProvidersTest(Gateway gateway) {
    this.gateway = gateway;
    this.own = new OwnKeys(gateway, new RestClient(gateway));
  }

  /** How requests for a model reach a provider. */
  private record At(String provider, String path, String model, String header, String scheme) {}

  @ParameterizedTest
  @CsvSource({
    "openai, /api/v1/llm/chat/completions, gpt-4o-mini, Authorization, 'Bearer '",
    "anthropic, /v1/messages, claude-sonnet-4-5, X-api-key, ''",
    "openrouter, /api/v1/llm/chat/completions, meta-llama/llama-3.3-70b-instruct, Authorization,"
        + " 'Bearer '",
    "groq, /api/v1/llm/chat/completions, groq/llama-3.3-70b-versatile, Authorization, 'Bearer '",
  })
  void eachArrivesInTheProvidersOwnHeaderAndNothingOfTheCallers(
      String provider, String path, String model, String header, String scheme) throws Exception {
    own.organization("pro");
    var caller = own.user(CREDIT);
    var at = new At(provider, path, model, header, scheme);
    arrives(at, caller, own.platformsKey(provider), false);
    var organizations = own.keyAt(provider, "organization");
    own.add("organization", own.slug(), provider, organizations);
    awaitArrives(at, caller, organizations);
    long paid = CREDIT - chargedBy(Byok.BYOK_ORGANIZATION, caller);
    assertThat(gateway.balance(caller)).isEqualTo(paid).isLessThan(CREDIT);
    var users = own.keyAt(provider, "user");
    own.add("user", caller.user(), provider, users);
    awaitArrives(at, caller, users);
    assertThat(CREDIT - chargedBy(Byok.BYOK_USER, caller)).isEqualTo(gateway.balance(caller));
  }

  private void awaitArrives(At at, Gateway.Caller caller, String key) {
    await().atMost(OwnKeys.IN_FORCE_MAX).untilAsserted(() -> arrives(at, caller, key, true));
  }

  private void arrives(At at, Gateway.Caller caller, String key, boolean byok) throws Exception {
    var answer = own.arrives(request(at, caller), caller, at.header(), at.scheme() + key, byok);
    assertThat(answer.headers().firstValue("x-tollgate-provider")).contains(at.provider());
    if (at.path().startsWith("/api/v1/llm/")) {
      saysSo(answer, at.provider(), byok);
    }
  }

  private static void saysSo(HttpResponse<String> answer, String provider, boolean byok) {
    var metadata = OwnKeys.metadata(answer);
    assertThat(metadata.path("provider_used").asString()).isEqualTo(provider);
    assertThat(metadata.path("using_byok").asBoolean()).isEqualTo(byok);
    assertThat(metadata.path("byok_provider").asString("")).isEqualTo(byok ? provider : "");
    assertThat(metadata.path("cost_incurred").asDouble() == 0).isEqualTo(byok);
  }

  private HttpRequest request(At at, Gateway.Caller caller) {
    var body =
        "{\"model\":\"%s\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted(at.model(), OwnKeys.USED);
    return HttpRequest.newBuilder(URI.create(gateway.url() + at.path()))
        .header(at.header(), at.scheme() + caller.apiKey())
        .header("anthropic-version", "2023-06-01")
        .header("content-type", "application/json")
        .timeout(Duration.ofSeconds(30))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** The sum of what was charged, once all is and some of it was sent with such a key. */
  private long chargedBy(Byok owner, Gateway.Caller caller) throws Exception {
    var request = ListUsageRequest.newBuilder().setAccount(caller.wallet()).build();
    List<Charge> charges =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> gateway.money().listUsage(request).getChargesList(),
                all -> all.size() == own.answered());
    assertThat(charges)
        .extracting(charge -> charge.getAdmission().getByok())
        .contains(Byok.BYOK_UNSPECIFIED, owner);
    for (var charge : charges) {
      boolean platforms = charge.getAdmission().getByok() == Byok.BYOK_UNSPECIFIED;
      assertThat(charge.getCost().getNanocredits() > 0).isEqualTo(platforms);
    }
    return charges.stream().mapToLong(charge -> charge.getCost().getNanocredits()).sum();
  }
}
