package dev.tollgate.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityConfigTest {
  private static final List<Environment> ALL = List.of(Environment.values());
  private static final Duration STALE_MAX = Duration.ofMinutes(5);

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "PT2.001S", "PT1M"})
  void aPollThatCannotBringRevocationsInTimeIsRefused(Duration poll) {
    assertThatThrownBy(() -> new IdentityConfig(STALE_MAX, poll, ALL, 1))
        .hasMessageStartingWith("poll ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT1S"})
  void knowledgeMustOutliveAPoll(Duration staleMax) {
    assertThatThrownBy(() -> new IdentityConfig(staleMax, Duration.ofSeconds(1), ALL, 1))
        .hasMessageStartingWith("stale_max ");
  }

  @Test
  void theLongestPollIsTwoSeconds() {
    assertThat(new IdentityConfig(STALE_MAX, Duration.ofSeconds(2), ALL, 1).poll()).hasSeconds(2);
  }

  @Test
  void noEnvironmentAtAllIsRefused() {
    assertThatThrownBy(() -> new IdentityConfig(STALE_MAX, Duration.ofSeconds(1), List.of(), 1))
        .hasMessageStartingWith("environments ");
  }
}
