package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.usage.log.LogTail;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the boots of Envoy that are over, and says so once their last line is read: when a newer
 * boot of the same node is known, everything the old one wrote stands in the log. Nothing follows
 * from silence: an Envoy that died and did not come back may still be writing for all we know.
 */
final class BootEnds {
  /** What Envoy shows where its environment does not name the boot: it tells nothing apart. */
  private static final String UNSET = "-";

  private final Settlements settlements;
  private final LogTail tail;
  private final LogBoots boots;
  private final UsageMetrics metrics;
  private final Map<EnvoyBoot, LogTail.Mark> ending = new HashMap<>();

  BootEnds(Settlements settlements, LogTail tail, LogBoots boots, UsageMetrics metrics) {
    this.settlements = settlements;
    this.tail = tail;
    this.boots = boots;
    this.metrics = metrics;
  }

  /**
   * @param open boots with open holds, from before Envoy was asked: what Envoy answers is then no
   *     older than any of them
   * @param alive the boot that Envoy answered; null if it did not answer: the log's order decides
   */
  void judge(Set<EnvoyBoot> open, @Nullable EnvoyBoot alive) throws IOException {
    ending.keySet().removeIf(boot -> !open.contains(boot) || boot.equals(alive));
    for (var boot : open) {
      if (!ending.containsKey(boot) && isOver(boot, alive)) {
        var mark = tail.mark();
        if (mark != null) {
          ending.put(boot, mark);
        }
      }
    }
  }

  /** Closes those of which everything is read by now. */
  void closeRead() {
    for (Iterator<Map.Entry<EnvoyBoot, LogTail.Mark>> all = ending.entrySet().iterator();
        all.hasNext(); ) {
      var entry = all.next();
      if (tail.reached(entry.getValue())) {
        settlements.bootEnded(entry.getKey());
        metrics.bootEnded();
        all.remove();
      }
    }
  }

  private boolean isOver(EnvoyBoot boot, @Nullable EnvoyBoot alive) {
    if (boot.boot().equals(UNSET) || boot.boot().isEmpty()) {
      return false;
    }
    if (alive == null) {
      return boots.superseded(boot);
    }
    return boot.node().equals(alive.node()) && !boot.boot().equals(alive.boot());
  }
}
