package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.policy.ScopeRule;
import dev.tollgate.authz.policy.ScopeRule.Access;
import dev.tollgate.authz.policy.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutesTest {
  private static final ScopeRule REST =
      new ScopeRule("*", "/*", Access.KEY, List.of(), List.of("llm:inference"));

  private static Routes routes(ScopeRule... first) {
    var rules = new ArrayList<>(List.of(first));
    rules.add(REST);
    return new Routes(new Scopes(rules));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llm:inference", "llm:*", "admin:*", "*"})
  void theScopeOrAWildcardAboveItAllowsInference(String permission) {
    assertThat(permits(Endpoint.CHAT_COMPLETIONS, "x", permission)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llm:inferences", "LLM:INFERENCE", "llm", "admin:read", "admin", ""})
  void anyOtherScopeDoesNot(String permission) {
    assertThat(permits(Endpoint.CHAT_COMPLETIONS, permission)).isFalse();
  }

  @Test
  void aValidKeyWithoutAnyScopeMaySeeItsBalance() {
    assertThat(permits(Endpoint.CREDITS)).isTrue();
    assertThat(permits(Endpoint.EMBEDDINGS)).isFalse();
  }

  private static boolean permits(Endpoint endpoint, String... permissions) {
    return new Routes(Scopes.DEFAULT).requirement(endpoint).permits(Set.of(permissions));
  }

  @Test
  void ofSeveralRulesTheFirstCounts() {
    var routes =
        routes(
            new ScopeRule("POST", "/v1/embeddings", Access.KEY, List.of("llm:models"), List.of()));
    assertThat(routes.requirement(Endpoint.EMBEDDINGS).permits(Set.of("llm:models"))).isTrue();
    assertThat(routes.requirement(Endpoint.CHAT_COMPLETIONS).permits(Set.of("llm:models")))
        .isFalse();
    assertThat(routes.denial(Endpoint.EMBEDDINGS).message()).contains("llm:models");
  }

  @Test
  void anEndpointWithoutARuleIsRefused() {
    var models = new ScopeRule("GET", "/v1/models", Access.PUBLIC, List.of(), List.of());
    assertThatThrownBy(() -> new Routes(new Scopes(List.of(models))))
        .hasMessageStartingWith("policy.scopes: ")
        .hasMessageContaining("no rule matches POST /v1/chat/completions");
  }

  @Test
  void aRuleThatIsLeftNothingIsRefused() {
    var typo = new ScopeRule("GET", "/v1/modles", Access.PUBLIC, List.of(), List.of());
    assertThatThrownBy(() -> routes(typo))
        .hasMessageContaining("no endpoint is left for the rule GET /v1/modles");
    var everything = new ScopeRule("*", "/*", Access.KEY, List.of(), List.of());
    assertThatThrownBy(() -> routes(everything)).as("shadowed").hasMessageContaining("rule * /*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/embeddings", "/api/v1/llm/credits"})
  void whatIsSomebodysIsNeverPublic(String path) {
    assertThatThrownBy(() -> routes(new ScopeRule("*", path, Access.PUBLIC, List.of(), List.of())))
        .hasMessageContaining(path)
        .hasMessageContaining("must not be public");
  }

  @Test
  void theTableShowsEveryEndpoint() {
    var text = new Routes(Scopes.DEFAULT).text();
    for (var endpoint : Endpoint.values()) {
      assertThat(text)
          .containsPattern(endpoint.method() + " +" + Pattern.quote(endpoint.path()) + " ");
    }
    assertThat(text).containsPattern("/api/v1/llm/credits +any key +Tollgate");
  }
}
