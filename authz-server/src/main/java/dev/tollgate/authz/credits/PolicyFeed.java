package dev.tollgate.authz.credits;

import dev.tollgate.pricing.wire.PolicyProtos;
import dev.tollgate.proto.ledger.v1.PoliciesResponse;
import dev.tollgate.proto.ledger.v1.PolicyChange;
import dev.tollgate.proto.ledger.v1.TimeZone;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which limits there are, as the ledger last said. Its news are only taken note of, on whatever
 * thread they come; the changes are fetched by who may block.
 */
final class PolicyFeed implements PolicyPaths.Source {
  private static final Logger log = LoggerFactory.getLogger(PolicyFeed.class);

  private final LedgerCalls ledger;
  private final AtomicLong newest = new AtomicLong();
  private volatile @Nullable KnownLimits limits;
  private volatile long changes;
  private String historyId = "";
  private long version;

  PolicyFeed(LedgerCalls ledger) {
    this.ledger = ledger;
  }

  @Override
  public @Nullable KnownLimits get() {
    return limits;
  }

  @Override
  public long changes() {
    return changes;
  }

  /** Owners that have limits. */
  int owners() {
    var known = limits;
    return known == null ? 0 : known.size();
  }

  /** The ledger says that there is this version. Never blocks. */
  void heard(long newestVersion) {
    newest.accumulateAndGet(newestVersion, Math::max);
  }

  /** Fetches what is lacking of the versions that were heard of. Blocks. */
  synchronized void catchUp() {
    if (newest.get() > version) {
      refresh();
    }
  }

  /**
   * Fetches what is lacking. A ledger that went back in time may have other limits under the same
   * versions: of another history everything is read anew.
   */
  synchronized void refresh() {
    var page = ledger.policies(version);
    var into = limits;
    if (into == null || !page.getHistoryId().equals(historyId) || page.getVersion() < version) {
      into = new KnownLimits();
      page = version == 0 ? page : ledger.policies(0);
    }
    apply(page, into);
    while (page.getMore()) {
      page = ledger.policies(page.getVersion());
      apply(page, into);
    }
    historyId = page.getHistoryId();
    version = page.getVersion();
    newest.set(version);
    limits = into;
    changes++;
    log.info("Limits as of version {}: {} owners have some", version, into.size());
  }

  private static void apply(PoliciesResponse page, KnownLimits limits) {
    for (var change : page.getChangesList()) {
      switch (change.getChangeCase()) {
        case POLICY -> apply(change, limits);
        case TIME_ZONE -> apply(change.getTimeZone(), limits);
        case CHANGE_NOT_SET ->
            throw new IllegalStateException("the ledger sent a change unknown here");
      }
    }
  }

  private static void apply(PolicyChange change, KnownLimits limits) {
    var policy = change.getPolicy();
    var kind = PolicyProtos.kind(policy.getRequests(), policy.getSpend());
    var limit = PolicyProtos.limit(policy.getOwner(), policy.getPeriod(), kind);
    limits.set(limit.owner(), limit.kind(), limit.period(), !policy.getRemoved());
  }

  /** In a calendar that is not known here no window is the ledger's, which then grants nothing. */
  private static void apply(TimeZone zone, KnownLimits limits) {
    try {
      limits.zone(zone.getOrganization(), ZoneId.of(zone.getZone()));
    } catch (DateTimeException e) {
      log.error(
          "The time zone {} of {} is not known here: update this server's JDK",
          zone.getZone(),
          zone.getOrganization());
    }
  }
}
