package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.proto.ledger.v1.Admission;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every open hold, the reservations charged as dark, and the quiet time of each Envoy. Event loops
 * add holds; everything else is the settler's.
 */
final class Holds {
  /** Dark reservations that can still be corrected; the oldest are forgotten beyond that. */
  private static final int DARK_MAX = 100_000;

  private final Map<Long, Hold> open = new ConcurrentHashMap<>();
  private final Map<EnvoyBoot, Long> quietMillis = new ConcurrentHashMap<>();
  private final Map<Long, Admission> dark = new LinkedHashMap<>();

  void add(Hold hold) {
    open.put(hold.n(), hold);
  }

  @Nullable Hold get(long n) {
    return open.get(n);
  }

  void close(Hold hold) {
    open.remove(hold.n());
    hold.segment().closed();
  }

  Collection<Hold> open() {
    return open.values();
  }

  long quietMillis(EnvoyBoot envoy) {
    return quietMillis.getOrDefault(envoy, 0L);
  }

  void addQuiet(EnvoyBoot envoy, long millis) {
    quietMillis.merge(envoy, millis, Long::sum);
  }

  void forget(EnvoyBoot envoy) {
    quietMillis.remove(envoy);
  }

  void darken(Admission admission) {
    if (dark.size() >= DARK_MAX) {
      dark.remove(dark.keySet().iterator().next());
    }
    dark.put(admission.getN(), admission);
  }

  @Nullable Admission dark(long n) {
    return dark.get(n);
  }

  void brighten(long n) {
    dark.remove(n);
  }
}
