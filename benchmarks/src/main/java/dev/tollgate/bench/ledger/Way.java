package dev.tollgate.bench.ledger;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** A way to charge accounts. */
public interface Way {
  String name();

  /** Charges for so long; returns when all of it is durable. */
  Done charge(Duration time) throws IOException;

  /** How many charges, in what time, and how long each waited for its acknowledgement. */
  record Done(long charges, long nanos, Histogram ackNanos) {}
}
