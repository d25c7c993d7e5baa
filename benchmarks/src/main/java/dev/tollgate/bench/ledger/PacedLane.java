package dev.tollgate.bench.ledger;

import dev.tollgate.bench.ledger.Sale.Payer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A replica that keeps up: every 20 ms, as authz-server waits between two Reports, one is due with
 * what has ended since. Whatever makes it late counts as waiting, for its own Report and for those
 * that come due meanwhile.
 *
 * @param phase of the interval at which its first Report is due, 0 to 1
 */
record PacedLane(
    ReplicaStream replica,
    List<Payer> payers,
    double chargesPerSecond,
    long begunNanos,
    Duration time,
    double phase)
    implements Lanes.Lane {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  @Override
  public void run(Lanes lanes) throws Exception {
    long sent = 0;
    for (int turn = 1; turn <= time.dividedBy(INTERVAL); turn++) {
      long sinceBegun = (long) ((turn + phase) * INTERVAL.toNanos());
      long ended = (long) (sinceBegun * chargesPerSecond / TimeUnit.SECONDS.toNanos(1));
      int count = (int) Math.min(ended - sent, ReplicaStream.BATCH_MAX);
      long due = begunNanos + sinceBegun;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      if (count > 0) {
        replica.report(replica.ended(count, payers));
        lanes.acknowledged(count, due);
        sent += count;
      }
    }
  }
}
