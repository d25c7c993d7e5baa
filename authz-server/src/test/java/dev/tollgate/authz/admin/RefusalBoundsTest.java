package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RefusalBoundsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plus(RefusalBounds.APART);

  private final RefusalBounds bounds = new RefusalBounds();

  @Test
  void eachKeyHasOneAMinuteWhichCountsTheOthers() {
    assertThat(bounds.admit("a", NOW)).hasValue(0);
    assertThat(bounds.admit("a", NOW)).isEmpty();
    assertThat(bounds.admit("b", NOW)).hasValue(0);
    assertThat(bounds.admit("a", LATER.minusNanos(1))).isEmpty();
    assertThat(bounds.admit("a", NOW.minusSeconds(1))).as("a clock that was read before").isEmpty();
    assertThat(bounds.admit("a", LATER)).hasValue(3);
    assertThat(bounds.admit("b", LATER)).hasValue(0);
  }

  @Test
  void soManyKeysHaveOneAMinuteAndNoMore() {
    for (int i = 0; i < RefusalBounds.KEYS_MAX; i++) {
      assertThat(bounds.admit("key-" + i, NOW)).hasValue(0);
    }
    assertThat(bounds.admit("one-more", NOW)).isEqualTo(OptionalLong.empty());
    assertThat(bounds.admit("key-7", LATER)).as("still known").hasValue(0);
    assertThat(bounds.admit("one-more", LATER)).hasValue(0);
    for (int i = 2; i < RefusalBounds.KEYS_MAX; i++) {
      assertThat(bounds.admit("new-" + i, LATER)).hasValue(0);
    }
    assertThat(bounds.admit("one-more-yet", LATER)).isEmpty();
  }
}
