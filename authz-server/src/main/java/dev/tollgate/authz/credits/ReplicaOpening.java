package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.proto.ledger.v1.LeaseState;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open of docs/reference/leases.md: makes this process the owner of its replica and sets the lease
 * book from what the ledger and the journal know together. Again whenever the ledger may have lost
 * commits, while nothing is admitted.
 */
final class ReplicaOpening {
  private static final Logger log = LoggerFactory.getLogger(ReplicaOpening.class);

  /** What came of it. */
  enum Opened {
    ADMITTING,
    /** The journal lacks something, or holds more than its lease: what it has is sent. */
    DRAINING,
    /** The ledger has all that it acknowledged: a gap in what was sent is this process's fault. */
    OWN_GAP
  }

  private final Journal journal;
  private final ReplicaIdentity identity;
  private final String hostBoot;
  private final Duration reportWithin;
  private final LedgerCalls ledger;
  private final OpenLeases leases;
  private final Holds holds;
  private final RecordStream stream;
  private final Settler settler;
  private final Session session;
  private final PriceFeed prices;
  private final PolicyFeed policies;
  private final CreditsMetrics metrics;
  private final LongSupplier nanoTime;
  private Duration sessionLength = Duration.ZERO;
  private boolean tried;

  ReplicaOpening(
      Journal journal,
      ReplicaIdentity identity,
      String hostBoot,
      Duration reportWithin,
      LedgerCalls ledger,
      OpenLeases leases,
      Holds holds,
      RecordStream stream,
      Settler settler,
      Session session,
      PriceFeed prices,
      PolicyFeed policies,
      CreditsMetrics metrics,
      LongSupplier nanoTime) {
    this.journal = journal;
    this.identity = identity;
    this.hostBoot = hostBoot;
    this.reportWithin = reportWithin;
    this.ledger = ledger;
    this.leases = leases;
    this.holds = holds;
    this.stream = stream;
    this.settler = settler;
    this.session = session;
    this.prices = prices;
    this.policies = policies;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /** The ledger's history that this replica is open in; empty before it is. */
  String historyId() {
    return leases.get().historyId();
  }

  /** T: how long an answered heartbeat lets the replica admit. */
  Duration session() {
    return sessionLength;
  }

  /**
   * Blocks; throws what the call threw. A try whose outcome is unknown may have used its epoch up,
   * so that every further one takes a higher.
   *
   * @param afterGap whether the ledger missed records: if it lost none, they are missing here
   */
  Opened open(boolean afterGap) {
    if (tried) {
      stream.nextEpoch();
    }
    tried = true;
    long acked = stream.acked();
    long sent = nanoTime.getAsLong();
    var response = ledger.open(request(acked));
    identity.opened(journal.epoch(), response.getHistoryId());
    sessionLength = Duration.ofMillis(response.getSessionMs());
    prices.refresh();
    policies.refresh(); // before anything is admitted: nobody passes by his budget
    if (afterGap && response.getWatermark() >= acked) {
      return Opened.OWN_GAP;
    }
    var backlog = stream.backlog(response.getWatermark());
    var stale = settler.exclusively(() -> takeOver(response, backlog));
    settler.open();
    if (stale != null) {
      session.stop("the journal can only be drained: " + stale);
      log.warn("Journal {} is only drained: {}", journal.id(), stale);
      return Opened.DRAINING;
    }
    session.open(sent, sessionLength);
    log.info(
        "Replica {} is open: epoch {}, watermark {}, {} open reservations",
        journal.id(),
        journal.epoch(),
        response.getWatermark(),
        holds.open().size());
    return Opened.ADMITTING;
  }

  boolean retired() {
    return journal.retired();
  }

  /** Under which history the ledger was told all of the journal before; null if it was not. */
  @Nullable String finishedUnder() {
    return journal.finished().under();
  }

  /**
   * The ledger keeps no watermark for this replica any more: what is kept is to be told, from a seq
   * on.
   */
  void takeOn(long told) {
    var backlog = stream.backlog(told);
    boolean _ = settler.exclusively(() -> stream.resume(backlog));
    settler.open();
  }

  private OpenRequest request(long acked) {
    return OpenRequest.newBuilder()
        .setReplica(journal.id().toString())
        .setEpoch(journal.epoch())
        .setHostBoot(hostBoot)
        .setLastSeq(journal.lastSeq())
        .setAcked(acked)
        .setHistoryId(historyId())
        .setReportWithinMs(reportWithin.toMillis())
        .build();
  }

  /** Starts anew from the watermark; says what is wrong if the journal cannot account for that. */
  private @Nullable String takeOver(OpenResponse response, Backlog backlog) {
    boolean whole = stream.resume(backlog);
    var forgotten = backlog.forgotten();
    if (forgotten.records() > 0) {
      metrics.forgotten(forgotten);
      log.error(
          "The ledger lost {} records of journal {} that it had acknowledged, charges of {}"
              + " nanocredits; they are sent again",
          forgotten.records(),
          journal.id(),
          forgotten.nanocredits());
    }
    var fresh = leases.none(response.getHistoryId());
    var stale =
        whole
            ? stale(response, backlog.taken(), fresh)
            : "the ledger lacks records that are gone here too";
    if (stale != null) {
      settler.drain();
    }
    leases.replace(fresh);
    return stale;
  }

  private @Nullable String stale(OpenResponse response, Taken taken, Leases fresh) {
    var damage = journal.contents().damage();
    if (damage != null) {
      return "it is damaged: " + damage;
    }
    if (journal.retired()) {
      return "it is retired";
    }
    if (response.getDrainOnly()) {
      return "it may lack something that the ledger knows or the host lost";
    }
    return setLeases(response, taken, fresh);
  }

  /** The lease must suffice after every record that is sent again, and for what is held open. */
  private @Nullable String setLeases(OpenResponse response, Taken taken, Leases fresh) {
    holds.open().forEach(taken::add);
    var outstanding = new HashMap<String, Long>();
    for (LeaseState lease : response.getLeasesList()) {
      outstanding.put(lease.getAccount(), lease.getOutstanding());
    }
    for (var account : taken.accounts()) {
      long beyond = taken.most(account) - outstanding.getOrDefault(account, 0L);
      if (beyond > 0) {
        return "it holds more of " + account + " than its lease, by " + beyond;
      }
    }
    for (LeaseState lease : response.getLeasesList()) {
      var account = lease.getAccount();
      fresh.of(account).knownTotal(lease.getGrantedTotal());
      fresh.give(account, lease.getOutstanding() - taken.of(account));
    }
    holds.open().forEach(h -> fresh.unbacked(h.path(), h.unbackedNanocredits()));
    return null;
  }
}
