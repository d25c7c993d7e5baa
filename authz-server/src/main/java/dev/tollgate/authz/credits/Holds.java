package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.journal.JournalContents;
import dev.tollgate.proto.ledger.v1.Admission;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every open hold, the reservations charged as dark, and the quiet time of each Envoy. Event loops
 * add holds; everything else is the settler's.
 */
final class Holds {
  /** Dark reservations that can be corrected, and voided ones; the oldest are forgotten beyond. */
  private static final int DARK_MAX = 100_000;

  private final Map<Long, Hold> open = new ConcurrentHashMap<>();
  private final Map<EnvoyBoot, Long> quietMillis = new ConcurrentHashMap<>();
  private final Map<Long, Admission> dark = new LinkedHashMap<>();

  /** Dark ones that told something and of which more may be in the log. */
  private final Map<Long, Hold> unread = new ConcurrentHashMap<>();

  private final Set<Long> voided = new LinkedHashSet<>();

  /** What the processes before this one left open, and dark. */
  void restore(JournalContents contents, long nowMillis) {
    for (var open : contents.open()) {
      var admit = open.admit();
      var envoy = new EnvoyBoot(admit.getEnvoyNode(), admit.getEnvoyBoot());
      // Under another boot of the host its clock may have read more than ours does now.
      long admittedMillis = Math.min(admit.getBootClockMs(), nowMillis);
      add(new Hold(admit, envoy, admittedMillis, open.file()));
    }
    contents.dark().values().forEach(this::darken);
  }

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
      brighten(dark.keySet().iterator().next());
    }
    dark.put(admission.getN(), admission);
  }

  /** It is dark, and what it told counts once its log is read. */
  void darkUnread(Hold hold) {
    darken(hold.admission());
    unread.put(hold.n(), hold);
  }

  /** Its log is read to the end: it tells no more. */
  void read(Hold hold) {
    unread.remove(hold.n());
  }

  Collection<Hold> unread() {
    return unread.values();
  }

  @Nullable Hold unread(long n) {
    return unread.get(n);
  }

  @Nullable Admission dark(long n) {
    return dark.get(n);
  }

  void brighten(long n) {
    dark.remove(n);
    unread.remove(n);
  }

  /** It was given back as never sent. */
  void voided(long n) {
    if (voided.size() >= DARK_MAX) {
      voided.remove(voided.iterator().next());
    }
    voided.add(n);
  }

  boolean isVoided(long n) {
    return voided.contains(n);
  }
}
