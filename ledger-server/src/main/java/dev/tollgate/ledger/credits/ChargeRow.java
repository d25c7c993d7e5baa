package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one reservation was charged.
 *
 * @param seq of the record that wrote it last
 * @param taken from the lease, for this reservation, in all
 * @param reported what the replica computed, where the ledger computes something else
 * @param late what was charged after the replica's end from what nobody had leased, for each
 *     account of the path in its unit; empty if nothing was
 * @param writtenOff what of the cost nobody could pay, likewise
 */
public record ChargeRow(
    Admission admission,
    long seq,
    Kind kind,
    Evidence evidence,
    Usage usage,
    Amounts cost,
    Amounts extension,
    Amounts taken,
    @Nullable Amounts reported,
    long balanceBefore,
    long balanceAfter,
    List<Long> late,
    List<Long> writtenOff) {
  private static final dev.tollgate.proto.ledger.v1.Evidence VOID =
      dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_VOID;

  /** What came of the reservation so far. */
  public enum Kind {
    POSTED,
    DARK,
    CORRECTED,
    LATE,
    VOID
  }

  /** Names the reservation within its replica. */
  public record Key(int day, long n) {
    static Key of(Admission admission) {
      return new Key(admission.getDay(), admission.getN());
    }

    /** The reservation's name in entries and logs. */
    String reservation(String replica) {
      return day + "-" + replica.replace("-", "") + "-" + n;
    }
  }

  /** As far as the reservation's next record needs to know it. */
  Known known() {
    return new Known(
        Key.of(admission),
        kind == Kind.DARK,
        kind == Kind.VOID,
        admission.getPathList(),
        cost,
        taken);
  }

  /** A charge as a later record of its reservation finds it. */
  record Known(
      Key key, boolean dark, boolean voided, List<String> path, Amounts cost, Amounts taken) {
    static Known nothing(Key key) {
      return new Known(key, false, false, List.of(), Vectors.ZERO, Vectors.ZERO);
    }

    /**
     * Whether such usage says more than the charge does: it is dark, or never sent as it seemed.
     */
    boolean yieldsTo(Usage usage) {
      return dark || (voided && usage.getEvidence() != VOID);
    }
  }
}
