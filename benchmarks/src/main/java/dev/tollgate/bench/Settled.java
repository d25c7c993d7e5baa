package dev.tollgate.bench;

import java.time.Duration;

/** What it took to end admitted requests: from their lines in the usage log to the ledger's yes. */
record Settled(long requests, Duration time, Duration authzCpu, Duration ledgerCpu) {
  static final Settled NOTHING = new Settled(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  Settled plus(Settled more) {
    return new Settled(
        requests + more.requests,
        time.plus(more.time),
        authzCpu.plus(more.authzCpu),
        ledgerCpu.plus(more.ledgerCpu));
  }

  double requestsPerSecond() {
    return requests * 1e9 / time.toNanos();
  }

  double authzCpuMicrosPerRequest() {
    return authzCpu.toNanos() / 1e3 / requests;
  }

  double ledgerCpuMicrosPerRequest() {
    return ledgerCpu.toNanos() / 1e3 / requests;
  }
}
