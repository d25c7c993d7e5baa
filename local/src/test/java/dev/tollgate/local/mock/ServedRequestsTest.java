package dev.tollgate.local.mock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A mock that is called for hours keeps what its heap holds. */
final class ServedRequestsTest {
  @Test
  void theNewestAreKeptAndAllAreCounted() {
    var requests = new ServedRequests();
    for (int i = 0; i <= ServedRequests.MOST_KEPT; i++) {
      requests.add(new Served("request-" + i, "POST", "/", Map.of(), Instant.EPOCH));
    }
    assertThat(requests.newest()).hasSize(ServedRequests.MOST_KEPT);
    assertThat(requests.withId("request-0")).isEmpty();
    assertThat(requests.withId("request-" + ServedRequests.MOST_KEPT)).hasSize(1);
    assertThat(requests.count()).isEqualTo(ServedRequests.MOST_KEPT + 1);
  }
}
