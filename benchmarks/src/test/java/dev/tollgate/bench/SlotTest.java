package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class SlotTest {
  @Test
  void aTurnTooShortForTheClockStillHasARatio() {
    assertThat(slot(Duration.ZERO).cpuMicrosPerCheck()).isEqualTo(100);
    assertThat(slot(Duration.ofMillis(30)).cpuMicrosPerCheck()).isEqualTo(300);
  }

  private static Slot slot(Duration cpu) {
    return new Slot(100, 1_000_000, cpu, Duration.ZERO, new Histogram(3));
  }
}
