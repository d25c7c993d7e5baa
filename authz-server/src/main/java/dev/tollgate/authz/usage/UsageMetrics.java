package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is counted over all logs; what is counted of each is in {@link LogMetrics}.
 * docs/reference/usage-log.md lists both.
 */
final class UsageMetrics {
  private final MeterRegistry registry;
  private final AtomicLong foreignWaitingBytes = new AtomicLong();

  UsageMetrics(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge("tollgate.usage.foreign.waiting.bytes", foreignWaitingBytes);
    for (var result : Result.values()) {
      lines("end", result.name());
    }
    lines("periodic", "progress");
    lines("periodic", "late");
    for (var defect : EnumSet.range(Defect.TORN, Defect.SETTLEMENT)) {
      quarantinedLines(defect);
    }
    for (var defect : EnumSet.range(Defect.NEGATIVE, Defect.CONTRADICTION)) {
      unusableUsage(defect);
    }
    futureStarts();
    retries();
    endedBoots();
    quietSeconds();
    notKept("quarantine");
    notKept("foreign");
    forwarded(0);
    notForwarded(0);
  }

  /**
   * @param running whether the request had not ended before
   */
  void progress(boolean running) {
    lines("periodic", running ? "progress" : "late").increment();
  }

  void settled(Result result, ProviderUsage usage) {
    lines("end", result.name()).increment();
    if (usage instanceof ProviderUsage.Unusable unusable) {
      unusableUsage(unusable.defect()).increment();
    }
  }

  void quarantined(Defect defect, boolean kept) {
    quarantinedLines(defect).increment();
    if (!kept) {
      notKept("quarantine").increment();
    }
  }

  void fromTheFuture() {
    futureStarts().increment();
  }

  void foreignNotKept() {
    notKept("foreign").increment();
  }

  void forwarded(int lines) {
    registry.counter("tollgate.usage.forwarded").increment(lines);
  }

  void notForwarded(int lines) {
    registry.counter("tollgate.usage.not.forwarded").increment(lines);
  }

  void foreignWaiting(long bytes) {
    foreignWaitingBytes.set(bytes);
  }

  void retried() {
    retries().increment();
  }

  void bootEnded() {
    endedBoots().increment();
  }

  void quiet(Duration elapsed) {
    quietSeconds().increment(elapsed.toNanos() / 1e9);
  }

  private Counter lines(String kind, String result) {
    return registry.counter(
        "tollgate.usage.lines", "kind", kind, "result", result.toLowerCase(Locale.ROOT));
  }

  private Counter notKept(String file) {
    return registry.counter("tollgate.usage.not.kept", "file", file);
  }

  private Counter quarantinedLines(Defect defect) {
    return registry.counter("tollgate.usage.quarantined", "defect", defect.label());
  }

  private Counter unusableUsage(Defect defect) {
    return registry.counter("tollgate.usage.unusable", "defect", defect.label());
  }

  private Counter futureStarts() {
    return registry.counter("tollgate.usage.future.starts");
  }

  private Counter retries() {
    return registry.counter("tollgate.usage.retries");
  }

  private Counter endedBoots() {
    return registry.counter("tollgate.usage.boots.ended");
  }

  private Counter quietSeconds() {
    return registry.counter("tollgate.usage.quiet.seconds");
  }
}
