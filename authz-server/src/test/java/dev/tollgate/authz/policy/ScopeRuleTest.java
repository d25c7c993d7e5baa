package dev.tollgate.authz.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.policy.ScopeRule.Access;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScopeRuleTest {
  private static ScopeRule rule(String method, String path) {
    return new ScopeRule(method, path, Access.KEY, List.of(), List.of());
  }

  private static Requirement needs(List<String> allOf, List<String> anyOf) {
    return new ScopeRule("*", "/*", Access.KEY, allOf, anyOf).requirement();
  }

  @ParameterizedTest
  @CsvSource({
    "*, /v1/*, POST, /v1/embeddings",
    "POST, /v1/*, POST, /v1/a/b",
    "*, /*, GET, /health",
    "GET, /health, GET, /health"
  })
  void matches(String method, String path, String otherMethod, String otherPath) {
    assertThat(rule(method, path).matches(otherMethod, otherPath)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/*, POST, /v1/embeddings",
    "*, /v1/*, POST, /v1",
    "*, /v1/*, POST, /v10/embeddings",
    "*, /health, GET, /healthz",
    "*, /health, GET, /Health"
  })
  void doesNotMatch(String method, String path, String otherMethod, String otherPath) {
    assertThat(rule(method, path).matches(otherMethod, otherPath)).isFalse();
  }

  @Test
  void allOfAndAnyOfHoldTogether() {
    var both = needs(List.of("llm:inference"), List.of("act:on-behalf", "llm:models"));
    assertThat(both.permits(Set.of("llm:inference", "llm:models"))).isTrue();
    assertThat(both.permits(Set.of("llm:inference", "act:on-behalf"))).isTrue();
    assertThat(both.permits(Set.of("*"))).isTrue();
    assertThat(both.permits(Set.of("llm:inference"))).isFalse();
    assertThat(both.permits(Set.of("act:on-behalf", "llm:models"))).isFalse();
    assertThat(needs(List.of(), List.of()).permits(Set.of())).isTrue();
    assertThat(needs(List.of(), List.of("a:b")).permits(Set.of())).isFalse();
    assertThat(needs(List.of("a:b", "c:d"), List.of()).permits(Set.of("a:b"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "TRACE", ""})
  void anUnknownMethodIsRefused(String method) {
    assertThatThrownBy(() -> rule(method, "/v1/*")).hasMessageStartingWith("method ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "", "/v1/*/x", "/v1*", "/v 1", "*"})
  void aPathThatIsNoneIsRefused(String path) {
    assertThatThrownBy(() -> rule("*", path)).hasMessageStartingWith("path ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "llm", "LLM:inference", "llm:", ":x", "llm:in*", "a:b:c"})
  void aPermissionThatIsNoneIsRefused(String permission) {
    assertThatThrownBy(() -> needs(List.of(permission), List.of())).hasMessageContaining("all_of");
    assertThatThrownBy(() -> needs(List.of(), List.of(permission))).hasMessageContaining("any_of");
  }

  @Test
  void whatIsPublicAsksForNoPermission() {
    assertThatThrownBy(
            () -> new ScopeRule("*", "/health", Access.PUBLIC, List.of(), List.of("llm:models")))
        .hasMessageContaining("public");
  }
}
