package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service calls for its users: they are named, it pays. */
@ExtendWith(SharedGateway.class)
final class OnBehalfTest {
  private static final String USER = "carol@example.org";

  private final Gateway gateway;
  private final String slug = "bots-" + UUID.randomUUID();
  private final String wallet = "wallet:organization:" + slug;

  OnBehalfTest(Gateway gateway) throws IOException {
    this.gateway = gateway;
    var service =
        CreateOrganizationRequest.newBuilder().setSlug(slug).setIsServiceAccount(true).build();
    gateway.keys().createOrganization(service);
    gateway
        .money()
        .grant(
            GrantRequest.newBuilder()
                .setAccount(wallet)
                .setNanocredits(1_000_000_000)
                .setIdempotencyKey(slug)
                .build());
  }

  private String key(String... permissions) throws IOException {
    var request =
        CreateOrganizationKeyRequest.newBuilder()
            .setOrganization(slug)
            .setName("e2e")
            .addAllPermissions(List.of(permissions));
    return gateway.keys().createOrganizationKey(request.build()).getApiKey();
  }

  private HttpResponse<String> send(String key, String user) throws Exception {
    var chat = gateway.chat(key, "mock-per-request", "Hello", "");
    return gateway.send(
        HttpRequest.newBuilder(chat, (_, _) -> true).header("x-user-id", user).build());
  }

  private List<Charge> charges(String account) throws IOException {
    var request = ListUsageRequest.newBuilder().setAccount(account).build();
    return gateway.money().listUsage(request).getChargesList();
  }

  private void awaitUsers(String... users) {
    await()
        .untilAsserted(() ->
            assertThat(charges(wallet))
                .extracting(Charge::getAdmission)
                .extracting(Admission::getUserId)
                .containsExactly(users));
  }

  @Test
  void theUserIsNamedInTheUsageAndTheServicePays() throws Exception {
    var key = key("llm:inference", "act:on-behalf");
    assertThat(gateway.send(gateway.chat(key, "mock-per-request", "Hello", "")).statusCode())
        .isEqualTo(200);
    assertThat(send(key, USER).statusCode()).isEqualTo(200);
    awaitUsers(USER, "");
    assertThat(charges("wallet:user:" + USER)).isEmpty();
    // In-house names do not leave the house.
    assertThat(gateway.upstreamRecord()).doesNotContain(USER, "claimed-user");
  }

  @Test
  void aNameThatCanBeNobodysIsRefused() throws Exception {
    var key = key("llm:inference", "act:on-behalf");
    int served = gateway.served();
    for (var name : List.of("u".repeat(256), "a\tb")) {
      var refusal = send(key, name);
      assertThat(refusal.statusCode()).as(refusal.body()).isEqualTo(400);
      assertThat(refusal.body())
          .contains("\"code\":\"invalid_value\"", "\"param\":\"x-user-id\"", "x-user-id must");
    }
    assertThat(gateway.served()).isEqualTo(served);
  }

  @Test
  void whoMayNotNameAUserIsNotListenedTo() throws Exception {
    assertThat(send(key("llm:inference"), USER).statusCode()).isEqualTo(200);
    awaitUsers("");
    var caller = gateway.caller(1_000_000_000);
    assertThat(send(caller.apiKey(), "u".repeat(256)).statusCode()).isEqualTo(200);
    await()
        .untilAsserted(() ->
            assertThat(charges(caller.wallet()))
                .extracting(charge -> charge.getAdmission().getUserId())
                .containsExactly(caller.user()));
  }
}
