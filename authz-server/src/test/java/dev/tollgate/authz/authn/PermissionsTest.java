package dev.tollgate.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PermissionsTest {
  @ParameterizedTest
  @CsvSource({
    "llm:inference, llm:inference",
    "llm:*, llm:inference",
    "llm:*, llm:*",
    "*, llm:inference",
    "*, admin:*",
    "*, *",
    "admin:*, llm:inference",
    "admin:*, act:on-behalf",
    "admin:*, admin:keys",
    "admin:*, admin:*",
    "platform:*, platform:*",
    "platform:*, *",
    "platform:*, llm:inference"
  })
  void covers(String held, String wanted) {
    assertThat(Permissions.cover(Set.of("x", held), wanted)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "llm:inference, llm:models",
    "llm:inference, llm:*",
    "llm:inference, llm:inferences",
    "LLM:INFERENCE, llm:inference",
    "llm, llm:inference",
    "'', llm:inference",
    "admin:read, llm:inference",
    "admin:*, *",
    "admin:*, billing:read",
    "*, platform:*",
    "*, platform:read",
    "admin:*, platform:*",
    "llm:*, admin:*",
    "llm:*, *"
  })
  void doesNotCover(String held, String wanted) {
    assertThat(Permissions.cover(Set.of(held), wanted)).isFalse();
  }

  @Test
  void nothingCoversNothing() {
    assertThat(Permissions.KNOWN).noneMatch(wanted -> Permissions.cover(Set.of(), wanted));
  }
}
