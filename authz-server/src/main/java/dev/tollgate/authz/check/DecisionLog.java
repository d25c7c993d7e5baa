package dev.tollgate.authz.check;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line for each refusal, with its decision id and never a credential. What the platform failed
 * at is logged at INFO, the rest at DEBUG; a log is a lock that all event loops share, so in any
 * second only the first few lines are INFO. Any thread.
 */
final class DecisionLog {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int INFO_LINES_A_SECOND_MAX = 10;

  private final AtomicReference<@Nullable Second> second = new AtomicReference<>();

  void denied(Denied denied, RequestFacts facts, String decisionId, long nowNanos) {
    var reason = denied.denial().reason();
    boolean ours = reason.startsWith("platform_") || reason.startsWith("provider_");
    var level = ours && mayInform(nowNanos) ? Level.INFO : Level.DEBUG;
    if (!LOG.isEnabledForLevel(level)) {
      return;
    }
    var path = new StringBuilder();
    JsonText.append(path, facts.path().substring(0, Math.min(facts.path().length(), 128)));
    LOG.atLevel(level)
        .addKeyValue("decision_id", decisionId)
        .addKeyValue("reason", reason)
        .addKeyValue("status", denied.denial().kind().status())
        .addKeyValue("param", denied.param())
        .addKeyValue("path", path)
        .addKeyValue("client", facts.clientAddress())
        .addKeyValue("request_id", facts.requestId())
        .log("denied");
  }

  void notUnderstood(long nowNanos) {
    if (mayInform(nowNanos)) {
      LOG.error(
          "refused a question that Envoy does not ask under our configuration: Check needs one of"
              + " its event loops, encode_raw_headers: true, and x-authz-phase absent or key");
    }
  }

  private boolean mayInform(long nowNanos) {
    var current = second.get();
    if (current == null || nowNanos - current.startedNanos() >= SECOND_NANOS) {
      var next = new Second(nowNanos, new AtomicInteger());
      // Whoever loses the race has started the same second: the few lines more do not matter.
      second.set(next);
      current = next;
    }
    return current.lines().getAndIncrement() < INFO_LINES_A_SECOND_MAX;
  }

  private record Second(long startedNanos, AtomicInteger lines) {}
}
