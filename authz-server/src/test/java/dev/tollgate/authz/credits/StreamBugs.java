package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.LedgerStore;
import dev.tollgate.ledger.credits.MemoryBooks;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.Settle;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Mistakes in the stream of records, on either side of the network. */
final class StreamBugs {
  private StreamBugs() {}

  private static ReportRequest settles(ReportRequest request, UnaryOperator<Settle> change) {
    var changed = request.toBuilder();
    for (int i = 0; i < request.getRecordsCount(); i++) {
      var record = request.getRecords(i);
      if (record.hasSettle()) {
        changed.setRecords(i, record.toBuilder().setSettle(change.apply(record.getSettle())));
      }
    }
    return changed.build();
  }

  private static ReportRequest shifted(ReportRequest request, long by) {
    var shifted = request.toBuilder().clearRecords();
    for (var record : request.getRecordsList()) {
      shifted.addRecords(record.toBuilder().setSeq(record.getSeq() + by));
    }
    return shifted.build();
  }

  /** A repeated report is applied again. */
  static final class NoWatermark extends SimSeams {
    @Override
    ReportRequest received(ReportRequest request, MemoryBooks books) {
      var stands = books.replica(UUID.fromString(request.getReplica()));
      long watermark = stands == null ? 0 : stands.watermark();
      boolean repeated =
          request.getRecordsCount() > 0 && request.getRecords(0).getSeq() <= watermark;
      return repeated ? shifted(request, watermark + 1 - request.getRecords(0).getSeq()) : request;
    }
  }

  /** The ledger acknowledges, and its commit fails. */
  static final class AckBeforeCommit extends SimSeams {
    private static final int ONE_IN = 200;

    @Override
    LedgerStore store(LedgerStore store) {
      return new LedgerStore() {
        private int runs;

        @Override
        public <R extends @Nullable Object> R run(Work<R> work) throws SQLException {
          if (++runs % ONE_IN > 0) {
            return store.run(work);
          }
          var answer = new ArrayList<R>();
          try {
            return store.run(rows -> {
              answer.add(work.run(rows));
              throw new SQLException("the commit fails");
            });
          } catch (SQLException failed) {
            if (answer.isEmpty()) {
              throw failed;
            }
            return answer.getFirst();
          }
        }

        @Override
        public <R extends @Nullable Object> R read(Work<R> work) throws SQLException {
          return store.read(work);
        }
      };
    }
  }

  /** A process numbers what it finds unacknowledged anew, behind what the ledger has. */
  static final class ReplayRenumbers extends SimSeams {
    private final Map<String, Numbers> byReplica = new HashMap<>();

    /** By how much the ledger's numbers are higher, and what this side knows to be acknowledged. */
    private static final class Numbers {
      long shift;
      long acked;
    }

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          var numbers = byReplica.computeIfAbsent(request.getReplica(), _ -> new Numbers());
          var opened =
              to.open(
                  request.toBuilder()
                      .setLastSeq(request.getLastSeq() + numbers.shift)
                      .setAcked(request.getAcked() == 0 ? 0 : request.getAcked() + numbers.shift)
                      .build());
          numbers.shift = opened.getWatermark() - numbers.acked;
          return opened.toBuilder().setWatermark(numbers.acked).build();
        }

        @Override
        public ReportResponse report(ReportRequest request) {
          var numbers = byReplica.computeIfAbsent(request.getReplica(), _ -> new Numbers());
          var response = to.report(shifted(request, numbers.shift));
          numbers.acked = response.getWatermark() - numbers.shift;
          return response.toBuilder().setWatermark(numbers.acked).build();
        }
      };
    }
  }

  /** A settlement takes min(C, lease) instead of min(C, H). */
  static final class OverrunEatsLease extends SimSeams {
    @Override
    ReportRequest received(ReportRequest request, MemoryBooks books) {
      var replica = UUID.fromString(request.getReplica());
      return settles(
          request,
          settle -> {
            var admission = settle.getAdmission();
            long most = settle.getCost().getNanocredits();
            for (var account : admission.getPathList()) {
              if (!Vectors.countsRequests(account)) {
                most = Math.min(most, books.outstanding(replica, account));
              }
            }
            var hold = admission.getHold();
            return settle.toBuilder()
                .setAdmission(admission.toBuilder().setHold(atLeast(hold, Math.max(0, most))))
                .build();
          });
    }

    private static Amounts atLeast(Amounts hold, long nanocredits) {
      return Vectors.of(Math.max(hold.getNanocredits(), nanocredits), hold.getRequests());
    }
  }

  /** The ledger takes credits from every account of a path, also from those that count requests. */
  static final class UnitsMixed extends SimSeams {
    @Override
    ReportRequest received(ReportRequest request, MemoryBooks books) {
      return settles(
          request,
          settle ->
              settle.toBuilder()
                  .setCost(mixed(settle.getCost()))
                  .setAdmission(
                      settle.getAdmission().toBuilder()
                          .setHold(mixed(settle.getAdmission().getHold())))
                  .build());
    }

    private static Amounts mixed(Amounts amounts) {
      return Vectors.of(amounts.getNanocredits(), amounts.getNanocredits());
    }
  }

  /** An overrun is extended without asking the whole path. */
  static final class ExtensionOfPart extends SimSeams {
    @Override
    ReportRequest received(ReportRequest request, MemoryBooks books) {
      return settles(
          request,
          settle -> {
            boolean whole = settle.getAdmission().getPathCount() == 1;
            var excess = Vectors.beyond(settle.getCost(), settle.getAdmission().getHold());
            return whole ? settle : settle.toBuilder().setExtension(excess).build();
          });
    }
  }

  /** More is returned than was taken off the free lease. */
  static final class ReturnBeforeSubtract extends SimSeams {
    @Override
    ReportRequest received(ReportRequest request, MemoryBooks books) {
      var changed = request.toBuilder();
      for (int i = 0; i < request.getRecordsCount(); i++) {
        Record record = request.getRecords(i);
        if (record.hasReturn()) {
          var back = record.getReturn();
          changed.setRecords(
              i, record.toBuilder().setReturn(back.toBuilder().setAmount(2 * back.getAmount())));
        }
      }
      return changed.build();
    }
  }

  /** Usage of a closed replica's dark reservation is refused. */
  static final class LateOnlyAfterVerdict extends SimSeams {
    @Override
    boolean refusesLate(UUID replica, MemoryBooks books) {
      var stands = books.replica(replica);
      return stands != null && stands.ended() && !books.isCondemned(replica);
    }
  }
}
