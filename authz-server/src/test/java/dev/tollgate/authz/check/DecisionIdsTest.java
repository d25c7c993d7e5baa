package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DecisionIdsTest {
  @Test
  void idsAreUniqueAndOfOneShape() {
    var ids = new DecisionIds(new Random(1));
    var seen = new HashSet<String>();
    for (int i = 0; i < 100_000; i++) {
      var id = ids.next();
      assertThat(seen.add(id)).isTrue();
      assertThat(id).hasSize(36);
    }
    assertThat(ids.next()).matches("dec_[0-9a-f]{32}");
  }

  @Test
  void anotherProcessNamesOtherwise() {
    assertThat(new DecisionIds(new Random(1)).next())
        .isNotEqualTo(new DecisionIds(new Random(2)).next());
  }
}
