package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.UserKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A key that is in use is replaced without a request refused. */
@ExtendWith(SharedGateway.class)
final class RotationTest {
  private static final String WARNING = "x-tollgate-key-warning";
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Gateway gateway;
  private final Gateway.Caller caller;

  RotationTest(Gateway gateway) throws IOException {
    this.gateway = gateway;
    caller = gateway.caller(1_000_000_000);
  }

  private HttpResponse<String> chat(String key) throws Exception {
    var chat = gateway.chat(key, "mock-per-request", "Hello", "");
    return gateway.send(
        HttpRequest.newBuilder(chat, (_, _) -> true).header(WARNING, "a client's").build());
  }

  private HttpResponse<String> credits(String key) throws Exception {
    var uri = URI.create(gateway.url() + "/api/v1/llm/credits");
    return gateway.send(
        HttpRequest.newBuilder(uri).header("authorization", "Bearer " + key).build());
  }

  private UserKey listed() throws IOException {
    var request = ListUserKeysRequest.newBuilder().setUserId(caller.user()).build();
    return gateway.keys().listUserKeys(request).getKeysList().stream()
        .filter(key -> key.getKeyId().equals(caller.key().getKeyId()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bothKeysWorkUntilTheOldOneIsClosedAndItsCallersAreWarned() throws Exception {
    var old = caller.apiKey();
    var id = caller.key().getKeyId();
    var fresh = chat(old);
    assertThat(fresh.statusCode()).isEqualTo(200);
    assertThat(fresh.headers().firstValue(WARNING)).isEmpty();
    var rotated = gateway.keys().rotateKey(RotateKeyRequest.newBuilder().setKeyId(id).build());
    await().atMost(SOON).until(() -> chat(old).headers().firstValue(WARNING).isPresent());
    for (var answer : new HttpResponse<?>[] {chat(old), credits(old)}) {
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().allValues(WARNING))
          .singleElement()
          .asString()
          .matches("rotated; this key stops working at 20[-0-9]{8}T[0-9:]{8}Z");
    }
    var successor = chat(rotated.getApiKey());
    assertThat(successor.statusCode()).isEqualTo(200);
    assertThat(successor.headers().firstValue(WARNING)).isEmpty();
    assertThat(gateway.upstreamRecord()).doesNotContain("a client's");

    gateway.keys().closeKey(CloseKeyRequest.newBuilder().setKeyId(id).build());
    await().atMost(SOON).until(() -> chat(old).statusCode() == 401);
    assertThat(chat(old).body()).contains("\"code\":\"expired_api_key\"");
    assertThat(chat(rotated.getApiKey()).statusCode()).isEqualTo(200);
  }

  @Test
  void whoStillUsesTheOldKeyIsSeenWithinSeconds() throws Exception {
    assertThat(chat(caller.apiKey()).statusCode()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(listed().getTotalRequests()).isEqualTo(1));
    assertThat(listed().hasLastUsed()).isTrue();
    assertThat(listed().getLastUsedIp()).isEqualTo("127.0.0.1");
  }

  @Test
  void callersOfAKeyThatExpiresSoonAreWarned() throws Exception {
    var request =
        CreateUserKeyRequest.newBuilder()
            .setUserId(caller.user())
            .setName("brief")
            .setExpiresInDays(13);
    var key = gateway.keys().createUserKey(request.build()).getApiKey();
    assertThat(chat(key).headers().firstValue(WARNING)).get().asString().startsWith("expires at ");
  }
}
