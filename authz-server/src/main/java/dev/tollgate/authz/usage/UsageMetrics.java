package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.authz.usage.envoy.EnvoyStatus;
import dev.tollgate.authz.usage.log.LogEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Everything that is counted here; docs/reference/usage-log.md lists it. */
final class UsageMetrics implements LogEvents {
  private final MeterRegistry registry;
  private final AtomicLong behindBytes = new AtomicLong();
  private final AtomicLong positionBytes = new AtomicLong();
  private final AtomicLong foreignWaitingBytes = new AtomicLong();
  private final AtomicLong envoyReachable = new AtomicLong();
  private final AtomicLong volumeFreeBytes = new AtomicLong();
  private final AtomicLong admissionRefused = new AtomicLong();
  private final AtomicLong envoyWriteFailed = new AtomicLong();

  UsageMetrics(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge("tollgate.usage.behind.bytes", behindBytes);
    registry.gauge("tollgate.usage.position.bytes", positionBytes);
    registry.gauge("tollgate.usage.foreign.waiting.bytes", foreignWaitingBytes);
    registry.gauge("tollgate.usage.envoy.reachable", envoyReachable);
    registry.gauge("tollgate.usage.envoy.write.failed", envoyWriteFailed);
    registry.gauge("tollgate.usage.volume.free.bytes", volumeFreeBytes);
    registry.gauge("tollgate.usage.admission.refused", admissionRefused);
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
    replacedFiles();
    rotations();
    deletedFiles();
    upkeepFailures();
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

  void fileReplaced() {
    replacedFiles().increment();
  }

  void bootEnded() {
    endedBoots().increment();
  }

  void quiet(Duration elapsed) {
    quietSeconds().increment(elapsed.toNanos() / 1e9);
  }

  void position(long offset, long behind) {
    positionBytes.set(offset);
    behindBytes.set(behind);
  }

  void envoy(@Nullable EnvoyStatus status) {
    envoyReachable.set(status == null ? 0 : 1);
    if (status != null) {
      envoyWriteFailed.set(status.failures());
    }
  }

  @Override
  public void rotated() {
    rotations().increment();
  }

  @Override
  public void deleted() {
    deletedFiles().increment();
  }

  @Override
  public void room(long freeBytes, boolean refusing) {
    volumeFreeBytes.set(freeBytes);
    admissionRefused.set(refusing ? 1 : 0);
  }

  @Override
  public void failed() {
    upkeepFailures().increment();
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

  private Counter replacedFiles() {
    return registry.counter("tollgate.usage.files.replaced");
  }

  private Counter rotations() {
    return registry.counter("tollgate.usage.files.rotated");
  }

  private Counter deletedFiles() {
    return registry.counter("tollgate.usage.files.deleted");
  }

  private Counter upkeepFailures() {
    return registry.counter("tollgate.usage.files.failures");
  }

  private Counter endedBoots() {
    return registry.counter("tollgate.usage.boots.ended");
  }

  private Counter quietSeconds() {
    return registry.counter("tollgate.usage.quiet.seconds");
  }
}
