package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which boots the log has shown, in its order. One thread. */
final class LogBoots {
  private static final int NODES_MAX = 16;
  private static final int SUPERSEDED_MAX = 256;

  private final Map<String, String> newest = new LinkedHashMap<>();
  private final Set<EnvoyBoot> superseded = new LinkedHashSet<>();

  LogBoots(Map<String, String> newest) {
    this.newest.putAll(newest);
  }

  void saw(EnvoyBoot envoy) {
    var before = newest.remove(envoy.node());
    newest.put(envoy.node(), envoy.boot());
    superseded.remove(envoy);
    if (before != null && !before.equals(envoy.boot())) {
      superseded.add(new EnvoyBoot(envoy.node(), before));
    }
    dropOldest(newest.keySet(), NODES_MAX);
    dropOldest(superseded, SUPERSEDED_MAX);
  }

  /** True if a later boot of the same node wrote after it. */
  boolean superseded(EnvoyBoot envoy) {
    return superseded.contains(envoy);
  }

  /** The newest boot of each node. */
  Map<String, String> newest() {
    return newest;
  }

  private static <T> void dropOldest(Set<T> set, int sizeMax) {
    if (set.size() > sizeMax) {
      set.remove(set.iterator().next());
    }
  }
}
