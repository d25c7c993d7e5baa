package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever the family of its keys, an organization's one wallet pays. */
@ExtendWith(SharedGateway.class)
final class OrganizationKeysTest {
  private static final long GRANTED = 1_000_000_000;

  /** What a request to mock-per-request costs. */
  private static final long COST = 10_000_000;

  private final Gateway gateway;
  private final String slug = "acme-" + UUID.randomUUID();
  private final String wallet = "wallet:organization:" + slug;

  OrganizationKeysTest(Gateway gateway) {
    this.gateway = gateway;
  }

  private void organization(boolean service) throws IOException {
    var request =
        CreateOrganizationRequest.newBuilder().setSlug(slug).setIsServiceAccount(service).build();
    gateway.keys().createOrganization(request);
    gateway
        .money()
        .grant(
            GrantRequest.newBuilder()
                .setAccount(wallet)
                .setNanocredits(GRANTED)
                .setIdempotencyKey(slug)
                .build());
  }

  private String key(String environment) throws IOException {
    var request =
        CreateOrganizationKeyRequest.newBuilder()
            .setOrganization(slug)
            .setName("e2e")
            .setEnvironment(environment);
    return gateway.keys().createOrganizationKey(request.build()).getApiKey();
  }

  @Test
  void theKeysOfAnOrganizationAndOfItsUsersPayFromItsWallet() throws Exception {
    organization(false);
    var user = "u-" + UUID.randomUUID();
    var member =
        CreateUserRequest.newBuilder()
            .setUserId(user)
            .setOrganization(slug)
            .setWallet("organization");
    gateway.keys().createUser(member.build());
    var users = CreateUserKeyRequest.newBuilder().setUserId(user).setName("e2e").build();
    var keys =
        new String[] {key("live"), key("test"), gateway.keys().createUserKey(users).getApiKey()};
    for (var key : keys) {
      assertThat(status(key)).isEqualTo(200);
    }
    await().untilAsserted(() -> assertThat(balance()).isEqualTo(GRANTED - 3 * COST));
  }

  @Test
  void aServicesKeyNeedsNoUser() throws Exception {
    organization(true);
    var key = key("");
    assertThat(key).startsWith("sk-" + slug + "-");
    assertThat(status(key)).isEqualTo(200);
    await().untilAsserted(() -> assertThat(balance()).isEqualTo(GRANTED - COST));
    assertThat(status(key.replace("sk-acme", "sk-acne"))).isEqualTo(401);
    assertThat(status("pk_live_" + key.substring(key.length() - 43))).isEqualTo(401);
  }

  @Test
  void aSuspensionIsEffectiveWithinSecondsAndSoIsItsEnd() throws Exception {
    organization(false);
    var key = key("live");
    assertThat(status(key)).isEqualTo(200);
    setStatus("suspended");
    await().atMost(Duration.ofSeconds(5)).until(() -> status(key) == 403);
    var refusal = gateway.send(gateway.chat(key, "mock-per-request", "Hello", ""));
    assertThat(refusal.body()).contains("\"code\":\"account_suspended\"");
    setStatus("active");
    await().atMost(Duration.ofSeconds(5)).until(() -> status(key) == 200);
  }

  private void setStatus(String status) throws IOException {
    var request = SetOrganizationStatusRequest.newBuilder().setSlug(slug).setStatus(status).build();
    assertThat(gateway.keys().setOrganizationStatus(request).getOrganization().getStatus())
        .isEqualTo(status);
  }

  @Test
  void aProvidersKeyIsToldThatItIsOne() throws Exception {
    var refusal = gateway.send(gateway.chat("sk-proj-abc123", "gpt-4o-mini", "Hello", ""));
    assertThat(refusal.statusCode()).isEqualTo(401);
    assertThat(refusal.body())
        .contains("\"code\":\"invalid_api_key\"", "This is a provider's key")
        .doesNotContain("abc123");
  }

  private int status(String key) throws IOException, InterruptedException {
    return gateway.send(gateway.chat(key, "mock-per-request", "Hello", "")).statusCode();
  }

  private long balance() throws IOException {
    var request = GetBalanceRequest.newBuilder().setAccount(wallet).build();
    return gateway.money().getBalance(request).getAccount().getBalance();
  }
}
