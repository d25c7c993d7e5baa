package dev.tollgate.authz.usage;

import dev.tollgate.authz.usage.envoy.EnvoyStatus;
import dev.tollgate.authz.usage.log.LogEvents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is counted and shown of one log and the Envoy that writes it, under the log's name. */
final class LogMetrics implements LogEvents {
  private final MeterRegistry registry;
  private final Tags tags;
  private final AtomicLong behindBytes;
  private final AtomicLong positionBytes;
  private final AtomicLong envoyReachable;
  private final AtomicLong envoyWriteFailed;
  private final AtomicLong volumeFreeBytes;
  private final AtomicLong admissionRefused;

  LogMetrics(MeterRegistry registry, String log) {
    this.registry = registry;
    this.tags = Tags.of("log", log);
    behindBytes = gauge("behind.bytes");
    positionBytes = gauge("position.bytes");
    envoyReachable = gauge("envoy.reachable");
    envoyWriteFailed = gauge("envoy.write.failed");
    volumeFreeBytes = gauge("volume.free.bytes");
    admissionRefused = gauge("admission.refused");
    count("replaced", 0);
    count("rotated", 0);
    count("deleted", 0);
    count("failures", 0);
  }

  private AtomicLong gauge(String name) {
    var value = new AtomicLong();
    registry.gauge("tollgate.usage." + name, tags, value);
    return value;
  }

  private void count(String what, int times) {
    registry.counter("tollgate.usage.files." + what, tags).increment(times);
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

  void fileReplaced() {
    count("replaced", 1);
  }

  @Override
  public void rotated() {
    count("rotated", 1);
  }

  @Override
  public void deleted() {
    count("deleted", 1);
  }

  @Override
  public void failed() {
    count("failures", 1);
  }

  @Override
  public void room(long freeBytes, boolean refusing) {
    volumeFreeBytes.set(freeBytes);
    admissionRefused.set(refusing ? 1 : 0);
  }
}
