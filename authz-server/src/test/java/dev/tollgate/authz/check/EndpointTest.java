package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths name something. */
final class EndpointTest {
  private static final String REQUESTS = "/api/v1/llm/requests/";

  @ParameterizedTest
  @ValueSource(strings = {"7c1f9c1e-1b1b-4c62-9d2a-0a4f2f0f9e11", "A", "0"})
  void anIdNamesARequest(String id) {
    assertThat(Endpoint.match("GET", REQUESTS + id)).isEqualTo(Endpoint.REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a/", "../credits", "a b", "a%2fb", "\u00e4", "{id}", "a:b"})
  void nothingElseDoes(String id) {
    assertThat(Endpoint.match("GET", REQUESTS + id)).isNull();
  }

  @Test
  void anIdHasItsBound() {
    assertThat(Endpoint.match("GET", REQUESTS + "a".repeat(128))).isEqualTo(Endpoint.REQUEST);
    assertThat(Endpoint.match("GET", REQUESTS + "a".repeat(129))).isNull();
    assertThat(Endpoint.match("POST", REQUESTS + "a")).isNull();
    assertThat(Endpoint.match("GET", "/api/v1/llm/requests")).isNull();
  }
}
