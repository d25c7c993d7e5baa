package dev.tollgate.authz.credits;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import dev.tollgate.proto.ledger.v1.ForwardResponse;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
import dev.tollgate.proto.ledger.v1.LeaseState;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.PathResult;
import dev.tollgate.proto.ledger.v1.PoliciesResponse;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.Verdict;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A small ledger in memory with endless credit, which a test lets fail, forget and answer late. One
 * thread.
 */
final class ScriptedLedger implements LedgerCalls {
  long sessionMillis = 300_000;

  /** What happens while it answers a Report. */
  Runnable answering = () -> {};

  final List<OpenRequest> opens = new ArrayList<>();
  final List<Long> watchEpochs = new ArrayList<>();
  final List<Long> acquireEpochs = new ArrayList<>();
  final Deque<String> refusals = new ArrayDeque<>();
  final Deque<Runnable> heldReplies = new ArrayDeque<>();
  private final Map<String, Lessee> lessees = new HashMap<>();
  private final Map<String, String> ended = new HashMap<>();
  final List<LateRequest> lates = new ArrayList<>();
  final List<ForwardRequest> forwards = new ArrayList<>();
  private final Map<String, ForeignUsage> foreign = new HashMap<>();
  private int history = 1;
  private boolean holdsReplies;
  private boolean losesNextReply;
  private boolean away;

  /** A copy of its database. */
  record Copy(Map<String, Lessee> lessees) {}

  Copy copy() {
    var copy = new HashMap<String, Lessee>();
    lessees.forEach((replica, lessee) -> copy.put(replica, lessee.copy()));
    return new Copy(copy);
  }

  /**
   * Becomes that copy again.
   *
   * @param announced whether it takes a new history itself, and not only when a replica shows what
   *     it lost
   */
  void restore(Copy copy, boolean announced) {
    lessees.clear();
    lessees.putAll(copy.lessees);
    if (announced) {
      history++;
    }
  }

  /** From now on this replica may only tell what is late. */
  void end(String replica, String reason) {
    ended.put(replica, reason);
  }

  /** As a restored ledger that had ended nobody. */
  void forgetEnds() {
    ended.clear();
  }

  /** Only its history is another one. */
  void newHistory() {
    history++;
  }

  private void requireLive(String replica) {
    var reason = ended.get(replica);
    if (reason != null) {
      throw GrpcErrors.aborted(reason, "it has ended");
    }
  }

  @Override
  public LateResponse late(LateRequest request) {
    requireHere();
    if (!ended.containsKey(request.getReplica())) {
      throw GrpcErrors.failedPrecondition("it is live");
    }
    lates.add(request);
    return LateResponse.newBuilder().setHistoryId(historyId()).build();
  }

  /** The next Report is refused for this reason. */
  void refuseNextReport(String reason) {
    refusals.add(reason);
  }

  Lessee lessee(String replica) {
    return lessees.computeIfAbsent(replica, _ -> new Lessee());
  }

  /** While it is away every call fails. */
  void away(boolean isAway) {
    away = isAway;
  }

  /** Answers to Acquire are kept for the test to deliver. */
  void holdReplies(boolean holds) {
    holdsReplies = holds;
  }

  /** The next Acquire is granted, and its answer gets lost. */
  void loseNextReply() {
    losesNextReply = true;
  }

  private String historyId() {
    return "history-" + history;
  }

  private void requireHere() {
    if (away) {
      throw GrpcErrors.unavailable("away");
    }
  }

  @Override
  public OpenResponse open(OpenRequest request) {
    opens.add(request);
    requireHere();
    requireLive(request.getReplica());
    var lessee = lessee(request.getReplica());
    if (request.getEpoch() <= lessee.epoch) {
      throw GrpcErrors.aborted("FENCED", "the epoch is old");
    }
    if (request.getAcked() > lessee.watermark() && request.getHistoryId().equals(historyId())) {
      history++;
    }
    lessee.epoch = request.getEpoch();
    lessee.openedIn = history;
    var response =
        OpenResponse.newBuilder()
            .setHistoryId(historyId())
            .setWatermark(lessee.watermark())
            .setSessionMs(sessionMillis)
            .setDrainOnly(request.getLastSeq() < lessee.watermark());
    lessee.totals.forEach((account, total) ->
        response.addLeases(
            LeaseState.newBuilder()
                .setAccount(account)
                .setGrantedTotal(total)
                .setOutstanding(lessee.outstanding(account))));
    return response.build();
  }

  @Override
  public void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply) {
    acquireEpochs.add(request.getEpoch());
    var answer = answer(request);
    if (losesNextReply) {
      losesNextReply = false;
      reply.accept(new Reply.Failed<>("the answer got lost"));
    } else if (holdsReplies) {
      heldReplies.add(() -> reply.accept(answer));
    } else {
      reply.accept(answer);
    }
  }

  private Reply<AcquireResponse> answer(AcquireRequest request) {
    try {
      requireHere();
      return new Reply.Ok<>(granted(request));
    } catch (StatusRuntimeException e) {
      return "HISTORY".equals(GrpcErrors.reasonOf(e))
          ? new Reply.OtherHistory<>()
          : new Reply.Failed<>(e.toString());
    }
  }

  private AcquireResponse granted(AcquireRequest request) {
    var lessee = owned(request.getReplica(), request.getEpoch());
    var response = AcquireResponse.newBuilder().setHistoryId(historyId());
    var states = new TreeMap<String, AccountState>();
    for (var path : request.getWantsList()) {
      response.addResults(PathResult.newBuilder().setVerdict(Verdict.VERDICT_GRANTED));
      for (var want : path.getAccountsList()) {
        long total = lessee.totals.merge(want.getAccount(), want.getTotal(), Math::max);
        var state = AccountState.newBuilder().setAccount(want.getAccount()).setGrantedTotal(total);
        states.put(want.getAccount(), state.setGranted(Long.MAX_VALUE).build());
      }
    }
    return response.addAllAccounts(states.values()).build();
  }

  private Lessee owned(String replica, long epoch) {
    requireLive(replica);
    var lessee = lessee(replica);
    if (epoch != lessee.epoch) {
      throw GrpcErrors.aborted("FENCED", "the epoch is old");
    }
    if (lessee.openedIn != history) {
      throw GrpcErrors.aborted("HISTORY", "open again");
    }
    return lessee;
  }

  @Override
  public ReportResponse report(ReportRequest request) {
    requireHere();
    answering.run();
    if (!refusals.isEmpty()) {
      throw GrpcErrors.aborted(refusals.remove(), "scripted");
    }
    var lessee = owned(request.getReplica(), request.getEpoch());
    for (var record : request.getRecordsList()) {
      if (record.getSeq() > lessee.watermark() + 1) {
        throw GrpcErrors.aborted("GAP", "records are missing");
      }
      if (record.getSeq() == lessee.watermark() + 1) {
        lessee.applied.add(record);
      }
    }
    var response =
        ReportResponse.newBuilder()
            .setHistoryId(historyId())
            .setWatermark(lessee.watermark())
            .setHeartbeat(request.getHeartbeat());
    var usage = foreign.get(request.getReplica());
    return (usage == null ? response : response.addForeignUsage(usage)).build();
  }

  /** Comes with every reply to this replica from now on. */
  void forwardedTo(String replica, ForeignUsage usage) {
    foreign.put(replica, usage);
  }

  @Override
  public ForwardResponse forward(ForwardRequest request) {
    requireHere();
    forwards.add(request);
    return ForwardResponse.newBuilder().setHistoryId(historyId()).build();
  }

  @Override
  public Runnable watch(WatchRequest request, Consumer<WatchResponse> event, Runnable ended) {
    watchEpochs.add(request.getEpoch());
    return () -> {};
  }

  @Override
  public PoliciesResponse policies(long knownVersion) {
    return PoliciesResponse.newBuilder().setHistoryId(historyId()).build();
  }

  @Override
  public PricesResponse prices(long knownVersion) {
    requireHere();
    return PricesResponse.newBuilder()
        .setHistoryId(historyId())
        .setVersion(1)
        .addBooks(ScriptedPrices.BOOK)
        .build();
  }
}
