package dev.tollgate.bench.ledger;

import dev.tollgate.bench.ledger.Sale.Payer;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.proto.ledger.v1.AccountWant;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.LedgerServiceGrpc;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.PathWant;
import dev.tollgate.proto.ledger.v1.PricesRequest;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.Verdict;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A replica's stream to the ledger on a connection of its own, one Report at a time, as
 * authz-server sends it. One thread at a time.
 */
final class ReplicaStream implements AutoCloseable {
  /** As authz-server has it. */
  static final int BATCH_MAX = 1_000;

  /** Odd: no two numbers give the same product. */
  private static final long SCATTER = 0x9E3779B97F4A7C15L;

  private static final long DEADLINE_SECONDS = 10;

  private final UUID id = UUID.randomUUID();
  private final ManagedChannel channel;
  private final LedgerServiceGrpc.LedgerServiceBlockingStub ledger;
  private final Sale sale;
  private ReportRequest last = ReportRequest.getDefaultInstance();
  private String historyId = "";
  private long seq;
  private long heartbeat;

  private ReplicaStream(
      ManagedChannel channel, LedgerServiceGrpc.LedgerServiceBlockingStub ledger, Sale sale) {
    this.channel = channel;
    this.ledger = ledger;
    this.sale = sale;
  }

  /** Opens a new replica. */
  static ReplicaStream open(int port, Secret token) throws IOException {
    var channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    var ledger =
        LedgerServiceGrpc.newBlockingStub(channel).withInterceptors(BearerTokens.present(token));
    var sale = Sale.at(ledger.prices(PricesRequest.getDefaultInstance()));
    var stream = new ReplicaStream(channel, ledger, sale);
    var open =
        OpenRequest.newBuilder().setReplica(stream.id.toString()).setEpoch(1).setReportWithinMs(1);
    var opened = stream.bounded().open(open.setHostBoot("benchmark").build());
    stream.historyId = opened.getHistoryId();
    return stream;
  }

  private LedgerServiceGrpc.LedgerServiceBlockingStub bounded() {
    return ledger.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Leases so much of every payer's account. */
  void lease(List<Payer> payers, long nanocredits) throws IOException {
    var request =
        AcquireRequest.newBuilder().setReplica(id.toString()).setEpoch(1).setHistoryId(historyId);
    for (var payer : payers) {
      var want = AccountWant.newBuilder().setAccount(payer.account()).setTotal(nanocredits);
      request.addWants(
          PathWant.newBuilder().addAccounts(want.setExactShortfall(nanocredits)).build());
    }
    var granted = bounded().acquire(request.build()).getResultsList();
    if (!granted.stream().allMatch(result -> result.getVerdict() == Verdict.VERDICT_GRANTED)) {
      throw new IOException("a lease was not granted: " + granted);
    }
  }

  /** Records of requests that have just ended; they take the stream's next numbers. */
  ReportRequest ended(int count, List<Payer> payers) {
    var report =
        ReportRequest.newBuilder().setReplica(id.toString()).setEpoch(1).setHistoryId(historyId);
    for (int i = 0; i < count; i++) {
      seq++;
      long scattered = seq * SCATTER; // no request id lies beside the one before, in no index
      var requestId = new UUID(scattered, id.getLeastSignificantBits()).toString();
      var payer = payers.get(Math.floorMod(scattered >>> 32, payers.size()));
      report.addRecords(
          Record.newBuilder().setSeq(seq).setSettle(sale.settle(seq, requestId, payer)));
    }
    return report.setHeartbeat(++heartbeat).build();
  }

  /** Returns when the ledger has acknowledged all of it. */
  void report(ReportRequest records) throws IOException {
    try {
      last = records;
      long watermark = bounded().report(records).getWatermark();
      long newest = records.getRecords(records.getRecordsCount() - 1).getSeq();
      if (watermark < newest) {
        throw new IOException("seq %d was sent, %d acknowledged".formatted(newest, watermark));
      }
    } catch (StatusRuntimeException e) {
      throw new IOException("the ledger did not take a report: " + e.getStatus(), e);
    }
  }

  /** As after an answer that was lost. Returns how many records that were. */
  int repeatLast() throws IOException {
    report(last);
    return last.getRecordsCount();
  }

  /** How many requests it has charged, all of them acknowledged. */
  long charged() {
    return seq;
  }

  UUID id() {
    return id;
  }

  long costNanocredits() {
    return sale.costNanocredits();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
