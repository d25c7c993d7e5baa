package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.authz.credits.journal.Journals;
import dev.tollgate.ledger.credits.MemoryBooks;
import dev.tollgate.ledger.credits.MemoryMistake;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Mistakes in what becomes of a journal. */
final class JournalBugs {
  private static final String FIRST_BOOT = "host-boot-1";

  private JournalBugs() {}

  /** The ledger's part of a mistake, which is all of some. */
  static class OfRows extends SimSeams {
    private final MemoryMistake mistake;

    OfRows(MemoryMistake mistake) {
      this.mistake = mistake;
    }

    @Override
    MemoryMistake rows() {
      return mistake;
    }
  }

  /** Who opened a replica in an older history is heard in the present one. */
  static final class HistoryNotNamed extends OfRows {
    HistoryNotNamed(MemoryMistake mistake) {
      super(mistake);
    }

    @Override
    String namedHistory(String named, MemoryBooks books) {
      return books.historyId();
    }
  }

  /** Whoever opens a journal takes every boot of the host for the first. */
  abstract static class OneBoot extends OfRows {
    OneBoot(MemoryMistake mistake) {
      super(mistake);
    }

    @Override
    String journalBoot(SimMachine machine) {
      return FIRST_BOOT;
    }
  }

  /** What was admitted last is not in the journal when the process dies. */
  static final class AnswerBeforeJournal extends SimSeams {
    @Override
    boolean killCutsTail() {
      return true;
    }
  }

  /** Acknowledged segments go at once. */
  static final class TrimmedAtAck extends SimSeams {
    private static final long FASTER = 1_000;

    @Override
    LongSupplier segmentClock(LongSupplier correct) {
      return () -> correct.getAsLong() * FASTER;
    }
  }

  /** A closed journal is deleted at once. */
  static final class ClosedJournalDeleted extends SimSeams {
    @Override
    InstantSource retentionClock(InstantSource correct) {
      return () -> correct.instant().plus(Duration.ofHours(1));
    }
  }

  /** The journal of a crashed host is adopted like any other. */
  static final class DrainingAdopted extends OneBoot {
    DrainingAdopted() {
      super(MemoryMistake.NONE);
    }

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          return to.open(request.toBuilder().setHostBoot(FIRST_BOOT).build());
        }
      };
    }
  }

  /** A draining replica is granted something and admits on it. */
  static final class DrainingStillGranted extends OneBoot {
    private final Set<String> draining = new HashSet<>();

    DrainingStillGranted() {
      super(MemoryMistake.DRAINING_STILL_GRANTED);
    }

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          var opened = to.open(request);
          if (opened.getDrainOnly()) {
            draining.add(request.getReplica());
          }
          return opened.toBuilder().setDrainOnly(false).build();
        }

        @Override
        public ReportResponse report(ReportRequest request) {
          return to.report(
              draining.contains(request.getReplica())
                  ? request.toBuilder().setHeartbeat(0).build()
                  : request);
        }
      };
    }
  }

  /** The next Open makes a draining replica live. */
  static final class DrainingRevived extends OneBoot {
    private static final int KEPT_MAX = 3;
    private final Map<UUID, Integer> kept = new HashMap<>();
    private final Map<String, String> boots = new HashMap<>();
    private final Set<String> opened = new HashSet<>();

    DrainingRevived() {
      super(MemoryMistake.DRAINING_REVIVED);
    }

    @Override
    boolean keepsUnfit(UUID journal) {
      return kept.merge(journal, 1, Integer::sum) <= KEPT_MAX;
    }

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          var replica = request.getReplica();
          boolean first = opened.add(replica + request.getHostBoot());
          var known = boots.computeIfAbsent(replica, _ -> request.getHostBoot());
          return to.open(first ? request : request.toBuilder().setHostBoot(known).build());
        }
      };
    }
  }

  /** Usage is called known because a later number is in the journal. */
  static final class AlreadyByNumber extends SimSeams {
    @Override
    Settlements settlements(Journals journals, Settlements settlements) {
      return new ForwardingSettlements(settlements) {
        @Override
        public Result settle(ReservationId reservation, UsageReport report) {
          var result = to.settle(reservation, report);
          boolean smaller =
              journals.retired().stream()
                  .anyMatch(journal ->
                      journal.id().equals(reservation.replica())
                          && reservation.n() <= journal.lastN());
          return result == Result.FOREIGN && smaller ? Result.ALREADY : result;
        }
      };
    }
  }

  /** The log is read on while the last report is under way, and nobody tells that of its mark. */
  static final class CloseWithoutLastSeq extends SimSeams {
    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public ReportResponse report(ReportRequest request) {
          if (request.getFinal()) {
            machine.envoy.readOn();
          }
          return to.report(request);
        }
      };
    }
  }
}
