package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.wire.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Memory is bounded though every day has its windows, and nothing that comes home late is lost. */
final class EndedWindowTest {
  private static final String WINDOW = "budget:key:k:day:2026-11-21";
  private static final Instant ENDED_EVERYWHERE = Instant.parse("2026-11-22T13:00:01Z");
  private static final FreeTarget.Rules RULES =
      new FreeTarget.Rules(Duration.ofSeconds(2), Duration.ofSeconds(10));

  private final Leases leases = new Leases("history", RULES, System::nanoTime);

  @Test
  void anEndedWindowIsForgottenAndAWalletNever() {
    leases.of(WINDOW).knownTotal(7);
    leases.of("wallet:user:u").knownTotal(7);
    leases.forgetEnded(Instant.parse("2026-11-22T12:59:59Z"));
    assertThat(leases.of(WINDOW).knownTotal()).isEqualTo(7);
    leases.forgetEnded(ENDED_EVERYWHERE);
    assertThat(leases.of(WINDOW).knownTotal()).isZero();
    assertThat(leases.of("wallet:user:u").knownTotal()).isEqualTo(7);
  }

  @Test
  void aWindowOfWhichSomethingIsFreeIsKept() {
    leases.of(WINDOW).knownTotal(7);
    leases.give(WINDOW, 1);
    leases.forgetEnded(ENDED_EVERYWHERE);
    assertThat(leases.of(WINDOW).knownTotal()).isEqualTo(7);
  }

  @Test
  void whatIsGivenBackWhileAWindowIsForgottenIsThereAfterwards() throws Exception {
    var each = Vectors.of(1, 0);
    try (var threads = Executors.newFixedThreadPool(2)) {
      Callable<Void> forget =
          () -> {
            for (int i = 0; i < 20_000; i++) {
              leases.forgetEnded(ENDED_EVERYWHERE);
            }
            return null;
          };
      Callable<Void> give =
          () -> {
            for (int i = 0; i < 20_000; i++) {
              leases.give(List.of(WINDOW), each);
              assertThat(leases.take(List.of(WINDOW), each)).isTrue();
              leases.tick();
            }
            return null;
          };
      for (var done : threads.invokeAll(List.of(forget, give))) {
        done.get();
      }
    }
  }
}
