package dev.tollgate.ledger;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.ledger.v1.AccountWant;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Dark;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.Opened;
import dev.tollgate.proto.ledger.v1.PathWant;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.Return;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import dev.tollgate.proto.ledger.v1.Verdict;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a replica says, in the words of the protocol; numbers its records itself. */
final class TestReplica {
  final int today = (int) LocalDate.now(ZoneOffset.UTC).toEpochDay();

  final UUID id;
  long epoch = 1;

  /** In which it opened itself last. */
  String historyId = new UUID(0, 0).toString();

  long seq;

  /** The longest request and its report, as authz-server says it by default. */
  long reportWithinMillis = 1_020_000;

  private final TestLedger ledger;
  private final Map<String, Long> totals = new HashMap<>();
  private long n;

  TestReplica(TestLedger ledger, UUID id) {
    this.ledger = ledger;
    this.id = id;
  }

  OpenResponse open() {
    return open("boot-1", seq);
  }

  OpenResponse open(String hostBoot, long lastSeq) {
    var opened =
        ledger
            .replica(TestLedger.REPLICA)
            .open(
                OpenRequest.newBuilder()
                    .setReplica(id.toString())
                    .setEpoch(epoch)
                    .setHostBoot(hostBoot)
                    .setLastSeq(lastSeq)
                    .setReportWithinMs(reportWithinMillis)
                    .build());
    historyId = opened.getHistoryId();
    return opened;
  }

  static PathWant want(String account, long total, long shortfall) {
    return PathWant.newBuilder()
        .addAccounts(
            AccountWant.newBuilder()
                .setAccount(account)
                .setTotal(total)
                .setExactShortfall(shortfall))
        .build();
  }

  AcquireRequest wants(List<PathWant> wants) {
    return AcquireRequest.newBuilder()
        .setReplica(id.toString())
        .setEpoch(epoch)
        .setHistoryId(historyId)
        .addAllWants(wants)
        .build();
  }

  AcquireResponse acquire(PathWant... wants) {
    return ledger.replica(TestLedger.REPLICA).acquire(wants(List.of(wants)));
  }

  /** Asks for a hold beyond what was granted before. */
  Verdict hold(String account, long amount) {
    long total = totals.getOrDefault(account, 0L) + amount;
    var verdict = acquire(want(account, total, amount)).getResults(0).getVerdict();
    if (verdict == Verdict.VERDICT_GRANTED) {
      totals.put(account, total);
    }
    return verdict;
  }

  Admission admission(long hold, String... path) {
    n++;
    return Admission.newBuilder()
        .setN(n)
        .setDay(today)
        .addAllPath(List.of(path))
        .setHold(Amounts.newBuilder().setNanocredits(hold).setRequests(1))
        .setPriceVersion(PriceVersion.newBuilder().setBook("test").setVersion(1))
        .setModel("unit")
        .setKeyId("key-1")
        .setOrganizationId("default")
        .setUserId("alice")
        .setProvider("openai")
        .setEndpoint("/v1/chat/completions")
        .setRequestId("request-" + id + "-" + n)
        .setAdmittedAtMs(1_795_000_000_000L)
        .build();
  }

  static Usage exact(long inputTokens) {
    return Usage.newBuilder()
        .setEvidence(Evidence.EVIDENCE_EXACT)
        .setTokens(TokenCounts.newBuilder().setInput(inputTokens))
        .setModelAnswered("unit-2026")
        .setStatus(200)
        .setMethod("POST")
        .setAttempts(1)
        .setDurationMs(1_234)
        .setFirstByteMs(200)
        .setClientAddress("192.0.2.1")
        .setUserAgent("test")
        .build();
  }

  static Amounts amounts(long nanocredits) {
    return Amounts.newBuilder().setNanocredits(nanocredits).setRequests(1).build();
  }

  Record settle(Admission admission, long cost) {
    return settle(admission, cost, 0, exact(cost));
  }

  Record settle(Admission admission, long cost, long extension, Usage usage) {
    var settle =
        Settle.newBuilder()
            .setAdmission(admission)
            .setCost(amounts(cost))
            .setExtension(Amounts.newBuilder().setNanocredits(extension))
            .setUsage(usage);
    return Record.newBuilder().setSeq(++seq).setSettle(settle).build();
  }

  Record voided(Admission admission) {
    var settle =
        Settle.newBuilder()
            .setAdmission(admission)
            .setUsage(Usage.newBuilder().setEvidence(Evidence.EVIDENCE_VOID));
    return Record.newBuilder().setSeq(++seq).setSettle(settle).build();
  }

  Record dark(Admission admission) {
    return Record.newBuilder()
        .setSeq(++seq)
        .setDark(Dark.newBuilder().setAdmission(admission))
        .build();
  }

  Record correct(Admission admission, long cost) {
    var correct =
        Correct.newBuilder().setAdmission(admission).setCost(amounts(cost)).setUsage(exact(cost));
    return Record.newBuilder().setSeq(++seq).setCorrect(correct).build();
  }

  Record giveBack(String account, long amount) {
    return Record.newBuilder()
        .setSeq(++seq)
        .setReturn(Return.newBuilder().setAccount(account).setAmount(amount))
        .build();
  }

  Record opened(Admission admission) {
    return Record.newBuilder()
        .setSeq(++seq)
        .setOpened(Opened.newBuilder().setAdmission(admission))
        .build();
  }

  ReportRequest.Builder batch(Record... records) {
    return ReportRequest.newBuilder()
        .setReplica(id.toString())
        .setEpoch(epoch)
        .setHistoryId(historyId)
        .addAllRecords(List.of(records));
  }

  ReportResponse report(Record... records) {
    return report(TestLedger.REPLICA, batch(records));
  }

  ReportResponse report(Secret token, ReportRequest.Builder request) {
    return ledger.replica(token).report(request.build());
  }
}
