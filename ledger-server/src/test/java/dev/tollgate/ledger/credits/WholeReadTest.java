package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A large ledger takes minutes to verify, and every other answer is given up after seconds. */
final class WholeReadTest {
  @Test
  void onlyWhatGoesThroughTheWholeLedgerMayTakeLong() throws Exception {
    try (var ledger = new LedgerFixture()) {
      int usual = ledger.transactions.read(Connection::getNetworkTimeout);
      assertThat(ledger.transactions.readWhole(Connection::getNetworkTimeout))
          .isEqualTo((int) Duration.ofHours(1).toMillis());
      assertThat(usual).isLessThanOrEqualTo((int) Duration.ofMinutes(1).toMillis());
      for (int connection = 0; connection < 10; connection++) {
        assertThat(ledger.transactions.read(Connection::getNetworkTimeout)).isEqualTo(usual);
      }
    }
  }
}
