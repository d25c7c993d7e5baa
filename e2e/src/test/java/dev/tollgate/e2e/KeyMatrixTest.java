package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.e2e.MatrixKey.Family;
import dev.tollgate.e2e.MatrixKey.State;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.ObjectMapper;

/** Every family of keys on every route, valid and in each state in which it is not. */
@ExtendWith(SharedGateway.class)
final class KeyMatrixTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long CENT_NANOCREDITS = 10_000_000;

  private final Gateway gateway;

  KeyMatrixTest(Gateway gateway) {
    this.gateway = gateway;
  }

  /** What a route takes, and what of a key it looks at. */
  private enum Route {
    CHAT(
        "/v1/chat/completions",
        "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"),
    LLM_CHAT(
        "/api/v1/llm/chat/completions",
        "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"),
    EMBEDDINGS("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"Hello\"}"),
    CREDITS("/api/v1/llm/credits", null),
    MODELS("/v1/models", null);

    private final String path;
    private final @Nullable String body;

    Route(String path, @Nullable String body) {
      this.path = path;
      this.body = body;
    }

    /** The row of the table of errors; null where the route answers. */
    private @Nullable String denial(State state) {
      if (this == MODELS) {
        return null;
      }
      return switch (state) {
        case VALID -> null;
        case EXPIRED -> "401 invalid_request_error/expired_api_key";
        case REVOKED -> "401 invalid_request_error/invalid_api_key";
        case SUSPENDED_ORGANIZATION -> "403 permission_error/account_suspended";
        case WRONG_ADDRESS -> "403 permission_error/ip_not_allowed";
        case WRONG_SCOPE -> this == CREDITS ? null : "403 permission_error/insufficient_scope";
        case WRONG_MODEL -> this == CREDITS ? null : "403 permission_error/model_not_allowed";
      };
    }
  }

  static Stream<Arguments> keys() {
    return Arrays.stream(Family.values())
        .flatMap(family -> Arrays.stream(State.values()).map(state -> Arguments.of(family, state)));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyRouteAnswersWithItsRow(Family family, State state) throws Exception {
    var key = MatrixKey.make(gateway, family, state);
    for (var route : Route.values()) {
      int servedBefore = gateway.served();
      assertThat(answer(route, key.key())).as("%s", route).isEqualTo(route.denial(state));
      boolean served = route.body != null && route.denial(state) == null;
      assertThat(gateway.served() - servedBefore)
          .as("%s upstream", route)
          .isEqualTo(served ? 1 : 0);
    }
  }

  @Test
  void theSameWalletPaysWhateverTheKey() throws Exception {
    var user = MatrixKey.make(gateway, Family.USER, State.VALID);
    var own = user.sibling(gateway);
    long before = balance(user.wallet());
    for (var key : new String[] {user.key(), own}) {
      assertThat(gateway.send(gateway.chat(key, "mock-per-request", "Hello", "")).statusCode())
          .isEqualTo(200);
    }
    await()
        .untilAsserted(
            () -> assertThat(before - balance(user.wallet())).isEqualTo(2 * CENT_NANOCREDITS));
  }

  private long balance(String wallet) throws IOException {
    return gateway
        .money()
        .getBalance(GetBalanceRequest.newBuilder().setAccount(wallet).build())
        .getAccount()
        .getBalance();
  }

  /** Null if the route answered, else status, type and code. */
  private @Nullable String answer(Route route, String key) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(gateway.url() + route.path))
            .header("authorization", "Bearer " + key)
            .header("content-type", "application/json");
    if (route.body != null) {
      request.POST(BodyPublishers.ofString(route.body));
    }
    var answer = gateway.send(request.build());
    if (answer.statusCode() == 200) {
      return null;
    }
    var error = JSON.readTree(answer.body()).path("error");
    assertThat(error.path("message").asString()).isNotBlank();
    assertThat(error.path("tollgate").path("decision_id").asString()).startsWith("dec_");
    return answer.statusCode()
        + " "
        + error.path("type").asString()
        + "/"
        + error.path("code").asString();
  }
}
