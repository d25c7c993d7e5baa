package dev.tollgate.bench;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * One server's turn.
 *
 * @param cpu of the server's process
 * @param ledgerCpu of the ledger-server meanwhile
 */
record Slot(long checks, long nanos, Duration cpu, Duration ledgerCpu, Histogram latencyNanos) {
  Slot {
    if (checks < 1 || nanos < 1) {
      throw new IllegalArgumentException("a slot needs Checks that took time");
    }
  }

  double checksPerSecond() {
    return checks * 1e9 / nanos;
  }

  /** Never 0: less than the clock's step counts as one. */
  double cpuMicrosPerCheck() {
    return Math.max(cpu.toNanos(), CpuTime.STEP.toNanos()) / 1e3 / checks;
  }

  double ledgerCpuMicrosPerCheck() {
    return ledgerCpu.toNanos() / 1e3 / checks;
  }
}
