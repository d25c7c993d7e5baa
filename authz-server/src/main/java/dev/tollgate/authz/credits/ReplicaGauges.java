package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import java.util.function.LongSupplier;

/** What operators see of the replica that admits. */
record ReplicaGauges(CreditsMetrics metrics, LongSupplier bootClockMillis) {
  void show(
      Journal journal,
      Holds holds,
      OpenLeases leases,
      Session session,
      RecordStream stream,
      AcquireBatcher acquires) {
    metrics.gauge(
        "open_reservations", "Admitted requests that have not ended", holds, h -> h.open().size());
    metrics.gauge(
        "oldest_open_seconds", "Age of the oldest open reservation", holds, h -> oldestSeconds(h));
    metrics.gauge(
        "unacknowledged_records", "Records that the ledger lacks", stream, RecordStream::size);
    metrics.gauge(
        "session_seconds",
        "How long admission goes on without the ledger",
        session,
        Session::secondsLeft);
    metrics.gauge(
        "waiting_acquires", "Requests that wait for lease", acquires, AcquireBatcher::waiting);
    metrics.gauge(
        "free_lease_nanocredits", "Leased and not held", leases, l -> l.get().availableOfWallets());
    metrics.gauge(
        "free_target_nanocredits",
        "What of the free lease is wanted, by what requests hold",
        leases,
        l -> l.get().targetTotal());
    metrics.gauge(
        "exposure_nanocredits",
        "What of wallets is leased to this replica and can be spent without the ledger",
        leases,
        l -> exposure(l.get(), holds, stream));
    metrics.gauge("journal_segments", "Files of the journal", journal, Journal::segments);
  }

  /** Free, held, or spent and not acknowledged: of wallets alone, whose limits are money. */
  private static long exposure(Leases leases, Holds holds, RecordStream stream) {
    var taken = new Taken();
    holds.open().forEach(taken::add);
    return leases.availableOfWallets() + taken.ofWallets() + stream.takenOfWallets();
  }

  private double oldestSeconds(Holds holds) {
    long now = bootClockMillis.getAsLong();
    return holds.open().stream().mapToLong(h -> h.ageMillis(now)).max().orElse(0) / 1e3;
  }
}
