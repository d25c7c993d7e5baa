package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open of docs/reference/leases.md, section 5: makes this process the owner of its replica and sets
 * the lease book from what the ledger and the journal know together.
 */
final class ReplicaOpening {
  private static final Logger log = LoggerFactory.getLogger(ReplicaOpening.class);

  /** How far the replica is. */
  enum Opened {
    NOT_YET,
    ADMITTING,
    /** The journal lacks something: what it has is sent, nothing is admitted. */
    DRAINING,
    /** The ledger does not take this replica's records. */
    REFUSED
  }

  private final Journal journal;
  private final String hostBoot;
  private final LedgerCalls ledger;
  private final Leases leases;
  private final Holds holds;
  private final RecordStream stream;
  private final Settler settler;
  private final Session session;
  private final PriceFeed prices;
  private final LongSupplier nanoTime;
  private String historyId = "";
  private Duration sessionLength = Duration.ZERO;
  private boolean tried;

  ReplicaOpening(
      Journal journal,
      String hostBoot,
      LedgerCalls ledger,
      Leases leases,
      Holds holds,
      RecordStream stream,
      Settler settler,
      Session session,
      PriceFeed prices,
      LongSupplier nanoTime) {
    this.journal = journal;
    this.hostBoot = hostBoot;
    this.ledger = ledger;
    this.leases = leases;
    this.holds = holds;
    this.stream = stream;
    this.settler = settler;
    this.session = session;
    this.prices = prices;
    this.nanoTime = nanoTime;
  }

  String historyId() {
    return historyId;
  }

  /** T: how long an answered heartbeat lets the replica admit. */
  Duration session() {
    return sessionLength;
  }

  /**
   * Blocks; throws what the call threw. A try whose outcome is unknown may have used its epoch up,
   * so that every further one takes a higher.
   */
  Opened open() {
    if (tried) {
      stream.nextEpoch();
    }
    tried = true;
    long sent = nanoTime.getAsLong();
    var response =
        ledger.open(
            OpenRequest.newBuilder()
                .setReplica(journal.id().toString())
                .setEpoch(journal.epoch())
                .setHostBoot(hostBoot)
                .setLastSeq(journal.lastSeq())
                .build());
    historyId = response.getHistoryId();
    sessionLength = Duration.ofMillis(response.getSessionMs());
    prices.refresh();
    try {
      stream.resume(response.getWatermark());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var stale = stale(response);
    settler.open();
    if (stale != null) {
      leases.keepNothing();
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

  /** Sets every lease; says what is wrong if the journal cannot account for them. */
  private @Nullable String stale(OpenResponse response) {
    var damage = journal.contents().damage();
    if (damage != null) {
      return "it is damaged: " + damage;
    }
    if (response.getDrainOnly()) {
      return "it may lack something that the ledger knows or the host lost";
    }
    var taken = new Taken();
    stream.unacked().forEach(taken::add);
    holds.open().forEach(h -> taken.add(h.admission(), h.admission().getHold()));
    for (var state : response.getLeasesList()) {
      long available = state.getOutstanding() - taken.of(state.getAccount());
      if (available < 0) {
        return "it holds more of " + state.getAccount() + " than its lease";
      }
      leases.of(state.getAccount()).knownTotal(state.getGrantedTotal());
      leases.give(state.getAccount(), available);
    }
    return null;
  }
}
