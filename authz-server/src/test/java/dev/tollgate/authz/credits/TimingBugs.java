package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.Watcher;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import java.time.Duration;

/** Mistakes in how long a replica admits, and in how long the verdict waits. */
final class TimingBugs {
  private TimingBugs() {}

  /** Heartbeats take their time, and a session counts from when their answers come. */
  static final class CountFromReceipt extends SimSeams {
    private static final Duration ANSWERED_AFTER = Duration.ofSeconds(10);

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          var opened = to.open(request);
          return opened.toBuilder()
              .setSessionMs(opened.getSessionMs() + ANSWERED_AFTER.toMillis())
              .build();
        }
      };
    }
  }

  /** The verdict does not wait for what is upstream. */
  static final class IgnoreInFlight extends SimSeams {
    @Override
    Duration verdictAfter(SimPlan plan) {
      return Watcher.wait(SimPlan.SESSION, SimPlan.ANSWER_MAX, Duration.ZERO, plan.drift());
    }
  }

  /** The verdict takes all clocks for the same. */
  static final class IgnoreDrift extends SimSeams {
    @Override
    Duration verdictAfter(SimPlan plan) {
      return Watcher.wait(SimPlan.SESSION, SimPlan.ANSWER_MAX, plan.reportWithin(), 0);
    }
  }

  /** The verdict does not wait for answers that are on their way to Envoy. */
  static final class NoAnswerTimeout extends SimSeams {
    @Override
    Duration verdictAfter(SimPlan plan) {
      return Watcher.wait(SimPlan.SESSION, Duration.ZERO, plan.reportWithin(), plan.drift());
    }
  }
}
