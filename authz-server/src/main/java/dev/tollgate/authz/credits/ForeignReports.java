package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.Admission;
import java.util.List;
import java.util.UUID;

/** The road of usage whose reservations other journals made. */
public interface ForeignReports {
  /**
   * Usage of one such reservation.
   *
   * @param owner the journal that admitted the request
   * @param admission as far as it is known: what is charged, the hold, price and model
   */
  record Foreign(UUID owner, Admission admission, UsageReport report) {}

  /** What became of usage that was to be forwarded. */
  sealed interface Outcome {
    /**
     * The ledger has it.
     *
     * @param historyId of the ledger: another one than before may have forgotten it again
     */
    record Forwarded(String historyId) implements Outcome {}

    /** Not now: the ledger is away, or prices are not known here yet. */
    record Later(String reason) implements Outcome {}

    /** The ledger does not take something of it, and never will. */
    record Refused(String reason) implements Outcome {}
  }

  /** Tells the ledger, at most 1,000 at once. Blocks. The same usage may be told again. */
  Outcome forward(List<Foreign> usages);
}
