package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.ByokKey.Holder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TestBoundsTest {
  private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");

  private final TestBounds bounds = new TestBounds();

  private static Holder user(String id) {
    return new Holder(OwnKey.Owner.USER, id);
  }

  @Test
  void anOwnersKeyAtAProviderIsTestedOnceInTenSeconds() {
    bounds.admit(user("ada"), "openai", START);
    bounds.admit(user("ada"), "groq", START);
    bounds.admit(user("bob"), "openai", START);
    bounds.admit(new Holder(OwnKey.Owner.ORGANIZATION, "ada"), "openai", START);
    assertThatThrownBy(() -> bounds.admit(user("ada"), "openai", START.plusMillis(6_500)))
        .hasMessage("RESOURCE_EXHAUSTED: this key was tested just now: try again in 4 s");
    bounds.admit(user("ada"), "openai", START.plusSeconds(10));
  }

  @Test
  void manyOwnersShareABoundAndNobodyIsKeptInMindForLong() {
    for (int i = 0; i < TestBounds.TESTS_MAX; i++) {
      bounds.admit(user("u" + i), "openai", START);
    }
    assertThatThrownBy(() -> bounds.admit(user("ada"), "openai", START.plusSeconds(1)))
        .hasMessage("RESOURCE_EXHAUSTED: too many keys are being tested: try again in 10 s");
    bounds.admit(user("ada"), "openai", START.plusSeconds(10));
  }

  @Test
  void aClockThatIsSetBackKeepsNobodyOut() {
    bounds.admit(user("ada"), "openai", START);
    bounds.admit(user("ada"), "openai", START.minusSeconds(3_600));
  }
}
