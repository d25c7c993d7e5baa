package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** Keys at providers that an older gateway and its identity provider had encrypted with Fernet. */
@ExtendWith(SharedGateway.class)
final class ImportedProviderKeysTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ADA = "33333333-0000-4000-8000-000000000001";
  private static final String EVE = "33333333-0000-4000-8000-000000000002";

  private final Gateway gateway;

  ImportedProviderKeysTest(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Other tests have the configuration's keys. */
  @AfterEach
  void removeWhatWasTaken() throws Exception {
    execute("DELETE FROM authz.provider_key WHERE provider IN ('openrouter', 'cloudflare')");
    execute("DELETE FROM authz.byok_key WHERE owner_id = 'old-ada@example.org'");
    execute(
        "DELETE FROM authz.byok_key USING authz.organization o WHERE owner_id = o.id AND o.slug ="
            + " 'acme-old'");
  }

  private void execute(String sql) throws Exception {
    try (var database = gateway.database();
        var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void keysOfAllOldPlacesAreTakenFromALiveDatabaseAndRequestsGoOutWithThem() throws Exception {
    var old = OldSystem.make(gateway, "--bad-rows");
    var from = old.database();
    var source = "--source=e2e-" + System.nanoTime();
    old.importKeys(from, source);
    var before = stored();

    var dry = old.importProviderKeys(from, source, "--dry-run");
    judgedRight(dry);
    assertThat(stored()).isEqualTo(before);
    var taken = old.importProviderKeys(from, source);
    judgedRight(taken);
    assertThat(stored()).isEqualTo(before + 4);

    awaitArrives(keyOf(old, "user"), "gpt-4o-mini", secret("openai") + "-of-ada");
    awaitArrives(
        keyOf(old, "organization"), "groq/llama-3.3-70b-versatile", secret("groq") + "-of-acme");
    var again = old.importProviderKeys(from, source);
    assertThat(again.out().replaceAll(" +", " "))
        .contains(
            "llm_providers 0 0 1 0", "encrypted_credentials 0 0 1 6", "user_attribute 0 0 1 2");
  }

  private static void judgedRight(OldSystem.Run run) {
    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    assertThat(run.out().replaceAll(" +", " "))
        .contains(
            "llm_providers 1 0 0 0",
            "service_credentials 1 0 0 0",
            "encrypted_credentials 1 0 0 6",
            "user_attribute 1 0 0 2",
            "encrypted_credentials 901 user_id is no user here that was imported, nor",
            "encrypted_credentials 902 provider must be a provider of the configuration",
            "encrypted_credentials 903 key does not open with the other system's key",
            "encrypted_credentials 904 key must have 1 to 4096 printable ASCII characters",
            "encrypted_credentials 905 key must have 1 to 4096 printable ASCII characters",
            "encrypted_credentials 906 key does not look like a key of anthropic",
            "user_attribute "
                + EVE
                + "/byok_openai_key user_id is no user here that was imported, nor",
            "user_attribute " + ADA + "/byok_groq_key endpoint must be a configured provider")
        .doesNotContain("-of-", "nobody", "AIza-", "xxxx", "169.254");
  }

  private int stored() throws Exception {
    var sql =
        "SELECT (SELECT count(*) FROM authz.provider_key) + (SELECT count(*) FROM authz.byok_key)";
    try (var database = gateway.database();
        var statement = database.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static String keyOf(OldSystem old, String family) throws Exception {
    return old.keys().stream()
        .filter(key -> key.family().equals(family))
        .findFirst()
        .orElseThrow()
        .text();
  }

  private String secret(String provider) throws Exception {
    return Files.readString(
        gateway.system.settings().state().resolve("secrets/mock-" + provider + "-key"));
  }

  /** Neither has a credit: without a key of its own the request would be refused. */
  private void awaitArrives(String apiKey, String model, String secret) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          var answer = gateway.send(gateway.chat(apiKey, model, "Hello", ""));
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
          assertThat(answer.headers().firstValue("x-tollgate-byok")).contains("true");
          var id = answer.headers().firstValue("x-tollgate-request-id").orElseThrow();
          var arrived =
              gateway
                  .upstreamRecord()
                  .lines()
                  .map(JSON::readTree)
                  .filter(line -> line.path("id").asString().equals(id))
                  .findFirst()
                  .orElseThrow();
          assertThat(arrived.at("/headers/Authorization/0").asString())
              .isEqualTo("Bearer " + secret);
        });
  }
}
