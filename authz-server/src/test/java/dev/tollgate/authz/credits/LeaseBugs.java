package dev.tollgate.authz.credits;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.LeaseState;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Mistakes in what a replica takes for its leases, put into what it hears. */
final class LeaseBugs {
  private LeaseBugs() {}

  private static OpenResponse outstanding(
      OpenResponse opened, ToLongFunction<LeaseState> outstanding) {
    var changed = opened.toBuilder();
    for (int i = 0; i < opened.getLeasesCount(); i++) {
      var lease = opened.getLeases(i);
      changed.setLeases(i, lease.toBuilder().setOutstanding(outstanding.applyAsLong(lease)));
    }
    return changed.build();
  }

  private static void totals(AcquireResponse.Builder response, Totals totals) {
    for (var state : response.getAccountsBuilderList()) {
      state.setGrantedTotal(totals.of(state.getAccount(), state.getGrantedTotal()));
    }
  }

  private interface Totals {
    long of(String account, long total);
  }

  /** An answer to an Acquire, changed if it is one. */
  private static Consumer<LedgerCalls.Reply<AcquireResponse>> changed(
      Consumer<LedgerCalls.Reply<AcquireResponse>> reply,
      Consumer<AcquireResponse.Builder> change) {
    return answer -> {
      if (answer instanceof LedgerCalls.Reply.Ok<AcquireResponse>(var response)) {
        var builder = response.toBuilder();
        change.accept(builder);
        reply.accept(new LedgerCalls.Reply.Ok<>(builder.build()));
      } else {
        reply.accept(answer);
      }
    };
  }

  /** The replica hears of other totals than the ledger's. */
  private abstract static class OtherTotals extends ForwardingCalls {
    OtherTotals(LedgerCalls to) {
      super(to);
    }

    /** What it hears of an account. */
    abstract long total(String replica, String account, long told);

    @Override
    public void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply) {
      to.acquire(
          request,
          changed(
              reply,
              response ->
                  totals(response, (account, told) -> total(request.getReplica(), account, told))));
    }
  }

  /** A reply says what it adds, and the replica adds that up. */
  static final class GrantAsDelta extends SimSeams {
    private final Map<String, Long> told = new HashMap<>();
    private final Map<String, Long> heard = new HashMap<>();

    @Override
    AcquireResponse answered(String replica, AcquireResponse response) {
      var delta = response.toBuilder();
      totals(
          delta,
          (account, total) -> {
            var before = told.put(replica + account, total);
            return total - (before == null ? 0 : before);
          });
      return delta.build();
    }

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new OtherTotals(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          var opened = to.open(request);
          for (var lease : opened.getLeasesList()) {
            heard.put(request.getReplica() + lease.getAccount(), lease.getGrantedTotal());
            told.put(request.getReplica() + lease.getAccount(), lease.getGrantedTotal());
          }
          return opened;
        }

        @Override
        long total(String replica, String account, long more) {
          return heard.merge(replica + account, more, Long::sum);
        }
      };
    }
  }

  /** A total that is known stays although the ledger's went back. */
  static final class TotalKept extends SimSeams {
    private final Map<String, Long> highest = new HashMap<>();

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new OtherTotals(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          var opened = to.open(request).toBuilder();
          for (var lease : opened.getLeasesBuilderList()) {
            lease.setGrantedTotal(
                total(request.getReplica(), lease.getAccount(), lease.getGrantedTotal()));
          }
          return opened.build();
        }

        @Override
        long total(String replica, String account, long told) {
          return highest.merge(replica + account, told, Math::max);
        }
      };
    }
  }

  /** A restart computes free lease without the open holds. */
  static final class RestartForgetsHolds extends SimSeams {
    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          return outstanding(
              to.open(request),
              lease -> lease.getOutstanding() + held(machine, request, lease.getAccount()));
        }
      };
    }

    private static long held(SimMachine machine, OpenRequest request, String account) {
      var process = machine.process();
      if (process == null || !process.journal().id().toString().equals(request.getReplica())) {
        return 0;
      }
      long held = 0;
      for (var open : process.journal().contents().open()) {
        var admission = open.admit().getAdmission();
        if (admission.getPathList().contains(account)) {
          held += Vectors.component(account, admission.getHold());
        }
      }
      return held;
    }
  }

  /** A replica that holds more than its lease goes on admitting. */
  static final class DebtForgiven extends SimSeams {
    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public OpenResponse open(OpenRequest request) {
          var process = machine.process();
          var opened = to.open(request);
          if (process == null || !process.journal().id().toString().equals(request.getReplica())) {
            return opened;
          }
          return outstanding(
              opened,
              lease ->
                  Math.max(
                      lease.getOutstanding(),
                      process.replica().countsOn(lease.getAccount(), opened.getWatermark())));
        }
      };
    }
  }

  /** A grant's reply from before a restore is taken after it. */
  static final class ReplyOfOldHistory extends SimSeams {
    private final Map<String, AcquireResponse> newest = new HashMap<>();

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        @Override
        public void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply) {
          to.acquire(request, changed(reply, response -> age(request.getReplica(), response)));
        }
      };
    }

    private void age(String replica, AcquireResponse.Builder response) {
      var before = newest.put(replica, response.build());
      if (before != null && !before.getHistoryId().equals(response.getHistoryId())) {
        for (var state : response.getAccountsBuilderList()) {
          before.getAccountsList().stream()
              .filter(old -> old.getAccount().equals(state.getAccount()))
              .forEach(old ->
                  state.setGrantedTotal(Math.max(state.getGrantedTotal(), old.getGrantedTotal())));
        }
      }
    }
  }

  /** An empty journal opens under the id of the one that was lost, and takes its lease. */
  static final class IdentityWithoutJournal extends SimSeams {
    private static final long EPOCHS = 1_000;
    private final Map<String, UUID> ids = new HashMap<>();
    private final Map<String, Integer> lives = new HashMap<>();

    @Override
    UUID journalId(SimMachine machine, Supplier<UUID> fresh) {
      lives.merge(machine.name, 1, Integer::sum);
      var known = ids.get(machine.name);
      var id = known == null || machine.onlyDrainsHere(known) ? fresh.get() : known;
      ids.put(machine.name, id);
      return id;
    }

    @Override
    LedgerCalls calls(SimMachine machine, LedgerCalls network) {
      return new ForwardingCalls(network) {
        private long later(long epoch) {
          return epoch + EPOCHS * lives.getOrDefault(machine.name, 0);
        }

        @Override
        public OpenResponse open(OpenRequest request) {
          return to.open(
              request.toBuilder()
                  .setEpoch(later(request.getEpoch()))
                  .setLastSeq(Long.MAX_VALUE)
                  .build());
        }

        @Override
        public ReportResponse report(ReportRequest request) {
          return to.report(request.toBuilder().setEpoch(later(request.getEpoch())).build());
        }

        @Override
        public void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply) {
          to.acquire(request.toBuilder().setEpoch(later(request.getEpoch())).build(), reply);
        }

        @Override
        public Runnable watch(WatchRequest request, Consumer<WatchResponse> event, Runnable ended) {
          return to.watch(
              request.toBuilder().setEpoch(later(request.getEpoch())).build(), event, ended);
        }
      };
    }
  }
}
