package dev.tollgate.ledger.api;

import com.google.protobuf.Timestamp;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.JdbcGrantList;
import dev.tollgate.ledger.credits.JdbcGrantList.Listed;
import dev.tollgate.ledger.credits.Movement;
import dev.tollgate.proto.ledger.v1.Grant;
import dev.tollgate.proto.ledger.v1.GrantKind;
import dev.tollgate.proto.ledger.v1.ListGrantsRequest;
import dev.tollgate.proto.ledger.v1.ListGrantsResponse;
import java.sql.SQLException;
import java.time.Instant;

/** Grants as an answer. */
final class GrantList {
  private static final int PAGE_DEFAULT = 50;
  private static final int PAGE_MAX = 1_000;

  private GrantList() {}

  static ListGrantsResponse answer(ListGrantsRequest request, JdbcGrantList grants)
      throws SQLException {
    new Fields()
        .account("account", request.getAccount())
        .between("page_size", request.getPageSize(), 0, PAGE_MAX)
        .require(
            request.getPageToken().matches("\\d{0,18}"),
            "page_token",
            "must be the next_page_token of an answer")
        .check();
    long before =
        request.getPageToken().isEmpty() ? Long.MAX_VALUE : Long.parseLong(request.getPageToken());
    int size = request.getPageSize() == 0 ? PAGE_DEFAULT : request.getPageSize();
    var page = grants.list(request.getAccount(), before, size);
    if (page == null) {
      throw GrpcErrors.notFound("account: there is no " + request.getAccount());
    }
    var answer =
        ListGrantsResponse.newBuilder()
            .setAccount(Money.account(page.account()))
            .setUnexpiring(page.account().unexpiring())
            .setNextPageToken(page.next() == 0 ? "" : Long.toString(page.next()));
    page.grants().forEach(grant -> answer.addGrants(grant(grant)));
    return answer.build();
  }

  private static Grant grant(Listed listed) {
    var grant =
        Grant.newBuilder()
            .setId(listed.id())
            .setKind(kind(listed.kind()))
            .setNanocredits(listed.nanocredits())
            .setExpired(listed.expired())
            .setReference(listed.reference())
            .setIdempotencyKey(listed.idempotencyKey())
            .setGrantedAt(timestamp(listed.grantedAt()));
    if (listed.remaining() != null) {
      grant.setRemaining(listed.remaining());
    }
    if (listed.expiresAt() != null) {
      grant.setExpiresAt(timestamp(listed.expiresAt()));
    }
    return grant.build();
  }

  private static GrantKind kind(Movement.Kind kind) {
    return switch (kind) {
      case GRANT -> GrantKind.GRANT_KIND_UNSPECIFIED;
      case PURCHASE -> GrantKind.GRANT_KIND_PURCHASE;
      case REFILL -> GrantKind.GRANT_KIND_REFILL;
      case REFUND -> GrantKind.GRANT_KIND_REFUND;
      case WITHDRAWAL, ADJUSTMENT -> throw new IllegalStateException("a " + kind + " has no grant");
    };
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
