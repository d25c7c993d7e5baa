package dev.tollgate.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OldVariablesTest {
  @ParameterizedTest
  @CsvSource({
    "ALLOW_UNAUTHENTICATED, true",
    "ALLOW_UNAUTHENTICATED, ' TRUE '",
    "ALLOW_UNAUTHENTICATED, 1",
    "ENABLE_API_KEY_AUTH, false",
    "ENABLE_API_KEY_AUTH, ''",
    "ENABLE_USAGE_TRACKING, false",
    "ENABLE_COST_CALCULATION, 0",
    "DEFAULT_RATE_LIMIT, 60",
    "USE_REDIS_RATE_LIMIT, true"
  })
  void whatWouldBeOverlookedIsRefusedByName(String name, String value) {
    assertThat(OldVariables.problems(Map.of(name, value)))
        .singleElement()
        .asString()
        .startsWith(name + " ");
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOW_UNAUTHENTICATED, false",
    "ALLOW_UNAUTHENTICATED, ''",
    "ENABLE_API_KEY_AUTH, true",
    "ENABLE_USAGE_TRACKING, True",
    "ENABLE_COST_CALCULATION, 1",
    "USE_REDIS_RATE_LIMIT, false",
    "REDIS_URL, redis://127.0.0.1",
    "PATH, /bin"
  })
  void whatChangesNothingIsLeftAlone(String name, String value) {
    assertThat(OldVariables.problems(Map.of(name, value))).isEmpty();
  }

  @Test
  void allAreNamedAtOnce() {
    var environment = Map.of("ALLOW_UNAUTHENTICATED", "true", "DEFAULT_RATE_LIMIT", "60");
    assertThat(OldVariables.problems(environment)).hasSize(2);
  }
}
