package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.check.Endpoint.Access;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScopesTest {
  @ParameterizedTest
  @ValueSource(strings = {"llm:inference", "llm:*", "admin:*", "*"})
  void theScopeOrAWildcardAboveItAllowsInference(String permission) {
    assertThat(Scopes.permit(Set.of("x", permission), Access.INFERENCE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llm:inferences", "LLM:INFERENCE", "llm", "admin:read", "admin", ""})
  void anyOtherScopeDoesNot(String permission) {
    assertThat(Scopes.permit(Set.of(permission), Access.INFERENCE)).isFalse();
  }

  @Test
  void aValidKeyWithoutAnyScopeMaySeeItsBalance() {
    assertThat(Scopes.permit(Set.of(), Access.ANY_KEY)).isTrue();
    assertThat(Scopes.permit(Set.of(), Access.INFERENCE)).isFalse();
  }
}
