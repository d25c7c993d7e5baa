package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.ForeignReports;
import dev.tollgate.authz.usage.LinePiece.Understood;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of other journals' usage reaches the ledger, whatever happens in between. */
final class ForwardingTest implements ForeignReports {
  private static final String SETTLEMENT = "2|w|1|b@1|k|o|p|u|m";

  @TempDir Path state;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Long> told = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-31T23:55:00Z");
  private String history = "history-1";
  private boolean away;
  private long refused;
  private ForeignUsage kept;
  private Forwarding forwarding;

  @BeforeEach
  void start() throws IOException {
    kept = new ForeignUsage(state, () -> now);
    forwarding =
        new Forwarding(
            kept,
            this,
            state,
            new UsageMetrics(registry),
            () -> Duration.between(Instant.EPOCH, now).toNanos());
  }

  @Override
  public Outcome forward(List<Foreign> usages) {
    if (away) {
      return new Outcome.Later("away");
    }
    var numbers = usages.stream().map(usage -> usage.admission().getN()).toList();
    if (numbers.contains(refused)) {
      return new Outcome.Refused("scripted");
    }
    told.addAll(numbers);
    return new Outcome.Forwarded(history);
  }

  private void keep(long n, String settlement) throws Exception {
    var line = Lines.end(n).replace("1|k-1|o-1", settlement).getBytes(StandardCharsets.UTF_8);
    assertThat(kept.keep(new Understood(new UsageLineParser().parse(line), line))).isTrue();
  }

  private void steps() {
    for (int i = 0; i < 5; i++) {
      forwarding.step();
    }
  }

  private double count(String counter) {
    return registry.get(counter).counter().count();
  }

  @Test
  void everyLineIsToldOnceAndInOrderOverARestart() throws Exception {
    keep(1, SETTLEMENT);
    keep(2, SETTLEMENT);
    steps();
    start();
    steps();
    keep(3, SETTLEMENT);
    steps();
    assertThat(told).containsExactly(1L, 2L, 3L);
    assertThat(count("tollgate.usage.forwarded")).isEqualTo(3);
  }

  @Test
  void whileTheLedgerIsAwayItWaits() throws Exception {
    away = true;
    keep(1, SETTLEMENT);
    steps();
    assertThat(registry.get("tollgate.usage.foreign.waiting.bytes").gauge().value()).isPositive();
    away = false;
    steps();
    assertThat(told).containsExactly(1L);
    assertThat(registry.get("tollgate.usage.foreign.waiting.bytes").gauge().value()).isZero();
  }

  @Test
  void whatCannotBeToldStandsInNobodysWay() throws Exception {
    keep(1, SETTLEMENT);
    keep(2, "what is this");
    keep(3, SETTLEMENT);
    keep(4, SETTLEMENT);
    refused = 3;
    steps();
    assertThat(told).containsExactly(1L, 4L);
    assertThat(count("tollgate.usage.not.forwarded")).isEqualTo(2);
  }

  @Test
  void aLedgerThatForgotIsToldAllOfItAgain() throws Exception {
    keep(1, SETTLEMENT);
    keep(2, SETTLEMENT);
    steps();
    history = "history-2";
    now = now.plusSeconds(61);
    steps();
    assertThat(told).containsExactly(1L, 2L, 1L, 1L, 2L);
  }

  @Test
  void itIsKeptForFifteenMinutesAndALineBehindThatIsTold() throws Exception {
    keep(1, SETTLEMENT);
    steps();
    now = now.plus(Duration.ofMinutes(14));
    steps();
    assertThat(state.resolve("foreign.jsonl")).exists();
    now = now.plus(Duration.ofMinutes(2));
    steps();
    assertThat(state.resolve("foreign.jsonl")).doesNotExist();
    told.clear();
    keep(2, SETTLEMENT);
    steps();
    assertThat(told).containsExactly(2L);
  }

  @Test
  void aFileThatWasMovedAwayIsBegunAnew() throws Exception {
    keep(1, SETTLEMENT);
    keep(2, SETTLEMENT);
    steps();
    Files.move(state.resolve("foreign.jsonl"), state.resolve("moved"));
    steps();
    keep(3, SETTLEMENT);
    steps();
    assertThat(told).containsExactly(1L, 2L, 3L);
  }
}
