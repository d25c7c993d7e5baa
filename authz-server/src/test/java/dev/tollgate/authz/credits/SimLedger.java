package dev.tollgate.authz.credits;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.api.Wants;
import dev.tollgate.ledger.credits.Endings;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.ledger.credits.LedgerStore;
import dev.tollgate.ledger.credits.Owner;
import dev.tollgate.ledger.credits.ReplicaId;
import dev.tollgate.ledger.credits.StreamRefused;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import dev.tollgate.proto.ledger.v1.ForwardResponse;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
import dev.tollgate.proto.ledger.v1.LeaseState;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The ledger's transitions as a replica calls them: what is gRPC in a server. */
final class SimLedger {
  static final PriceVersion VERSION = new PriceVersion("unit", 1);
  static final String MODEL = "unit";
  private static final PriceBook BOOK = book();
  private static final PriceCatalog CATALOG = new PriceCatalog(List.of(BOOK));

  final Ledger ledger;
  final Endings endings;
  private final SimWorld world;

  SimLedger(SimWorld world, LedgerStore store) {
    this.ledger = new Ledger(store, this::catalog, world::instant);
    this.endings = new Endings(store, this::catalog);
    this.world = world;
  }

  /** A token costs a nanocredit. */
  private static PriceBook book() {
    var kind = ModelPrice.Kind.CHAT;
    var price =
        new ModelPrice(
            MODEL, List.of(), "sim", kind, 0, 0, 0, 0, 1_000, 1_000, 0, 0, 0, 1_000_000, 1_000_000,
            0, "sim", List.of());
    return new PriceBook(VERSION, Instant.EPOCH, List.of(price));
  }

  PriceCatalog catalog() {
    return CATALOG;
  }

  private interface Call<A> {
    A answer() throws SQLException;
  }

  private <A> A call(Call<A> call) {
    try {
      return call.answer();
    } catch (StreamRefused refused) {
      var message = String.valueOf(refused.getMessage());
      throw switch (refused.reason()) {
        case NOT_YOURS -> GrpcErrors.permissionDenied(message);
        case NOT_OVER -> GrpcErrors.failedPrecondition(message);
        case FENCED, HISTORY, CONDEMNED, DRAINING, CLOSED, GAP, UNKNOWN ->
            GrpcErrors.aborted(refused.reason().name(), message);
      };
    } catch (SQLException e) {
      throw world.violated("the database refuses what the ledger writes: " + e.getMessage());
    }
  }

  private static ReplicaId id(String replica, long epoch) {
    return new ReplicaId(UUID.fromString(replica), 0, epoch, "authz");
  }

  private Owner owner(String replica, long epoch, String historyId) {
    var history = UUID.fromString(world.seams.namedHistory(historyId, world.books));
    return new Owner(id(replica, epoch), history);
  }

  OpenResponse open(OpenRequest request) {
    return call(() -> {
      var opened =
          ledger.open(
              id(request.getReplica(), request.getEpoch()),
              new Ledger.Opening(
                  request.getHostBoot(),
                  request.getLastSeq(),
                  request.getAcked(),
                  request.getHistoryId(),
                  world.silence().toMillis()));
      var response =
          OpenResponse.newBuilder()
              .setHistoryId(opened.historyId().toString())
              .setWatermark(opened.watermark())
              .setSessionMs(SimPlan.SESSION.toMillis())
              .setDrainOnly(opened.drainOnly());
      for (var lease : opened.leases()) {
        response.addLeases(
            LeaseState.newBuilder()
                .setAccount(lease.account())
                .setGrantedTotal(lease.grantedTotal())
                .setOutstanding(lease.outstanding()));
      }
      return response.build();
    });
  }

  AcquireResponse acquire(AcquireRequest request) {
    return call(() -> {
      var owner = owner(request.getReplica(), request.getEpoch(), request.getHistoryId());
      var answer = Wants.answer(ledger.acquire(owner, Wants.of(request)));
      return world.seams.answered(request.getReplica(), answer);
    });
  }

  ReportResponse report(ReportRequest sent) {
    return call(() -> {
      var request = world.seams.received(sent, world.books);
      var owner = owner(request.getReplica(), request.getEpoch(), request.getHistoryId());
      var applied =
          request.getFinal()
              ? ledger.close(owner, request.getRecordsList(), request.getLastSeq())
              : ledger.report(owner, request.getHeartbeat(), request.getRecordsList());
      applied.defects().forEach(defect -> world.defect(owner.replica().id(), defect));
      return ReportResponse.newBuilder()
          .setHistoryId(applied.historyId().toString())
          .setWatermark(applied.watermark())
          .setHeartbeat(request.getHeartbeat())
          .setPricesVersion(1)
          .addAllRecalls(applied.recalls())
          .addAllForeignUsage(applied.foreignUsage())
          .build();
    });
  }

  LateResponse late(LateRequest request) {
    return call(() -> {
      if (world.seams.refusesLate(UUID.fromString(request.getReplica()), world.books)) {
        throw GrpcErrors.failedPrecondition("by mistake");
      }
      var late = endings.late(id(request.getReplica(), 0), request.getRecordsList());
      return LateResponse.newBuilder().setHistoryId(late.historyId().toString()).build();
    });
  }

  ForwardResponse forward(ForwardRequest request) {
    return call(() -> {
      for (var usage : request.getUsagesList()) {
        if (!world.seams.refusesLate(UUID.fromString(usage.getReplica()), world.books)) {
          var _ = endings.forward(id(usage.getReplica(), 0), List.of(usage));
        }
      }
      return ForwardResponse.newBuilder().setHistoryId(ledger.historyId().toString()).build();
    });
  }

  PricesResponse prices(long knownVersion) {
    var response = PricesResponse.newBuilder().setVersion(1);
    if (knownVersion < 1) {
      response.addBooks(PriceProtos.toProto(BOOK));
    }
    return response.build();
  }
}
