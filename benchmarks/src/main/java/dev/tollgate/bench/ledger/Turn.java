package dev.tollgate.bench.ledger;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What one way did in its turn.
 *
 * @param charges durable ones
 * @param ackNanos from when something was due to its acknowledgement
 * @param ledgerCpu of the ledger-server meanwhile
 * @param postgresCpu of PostgreSQL's processes meanwhile
 */
record Turn(
    long charges, long nanos, Histogram ackNanos, Duration ledgerCpu, Duration postgresCpu) {
  Turn {
    if (charges < 1 || nanos < 1) {
      throw new IllegalArgumentException("a turn needs charges that took time");
    }
  }

  double chargesPerSecond() {
    return charges * 1e9 / nanos;
  }

  double ledgerMicrosPerCharge() {
    return ledgerCpu.toNanos() / 1e3 / charges;
  }

  double postgresMicrosPerCharge() {
    return postgresCpu.toNanos() / 1e3 / charges;
  }

  double ackMillis(double percentile) {
    return ackNanos.getValueAtPercentile(percentile) / 1e6;
  }
}
