package dev.tollgate.ledger.api;

import dev.tollgate.ledger.limits.JdbcPolicies;
import dev.tollgate.ledger.limits.JdbcPolicies.Change;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Period;
import dev.tollgate.pricing.wire.PolicyProtos;
import dev.tollgate.proto.ledger.v1.PoliciesRequest;
import dev.tollgate.proto.ledger.v1.PoliciesResponse;
import dev.tollgate.proto.ledger.v1.PolicyChange;
import dev.tollgate.proto.ledger.v1.PolicyState;
import dev.tollgate.proto.ledger.v1.TimeZone;
import java.sql.SQLException;
import java.util.UUID;

/** Which limits there are, as an answer. */
final class Policies {
  private Policies() {}

  static PoliciesResponse answer(PoliciesRequest request, JdbcPolicies policies, UUID historyId)
      throws SQLException {
    new Fields().atLeast("known_version", request.getKnownVersion(), 0).check();
    var since = policies.since(request.getKnownVersion());
    var answer =
        PoliciesResponse.newBuilder()
            .setHistoryId(historyId.toString())
            .setVersion(since.version())
            .setMore(since.more());
    for (var change : since.changes()) {
      if (request.getKnowsSpend() || !isSpend(change)) {
        answer.addChanges(proto(change));
      }
    }
    return answer.build();
  }

  private static boolean isSpend(Change change) {
    return change instanceof Change.Limit limit
        && LimitId.Kind.of(limit.kind()) == LimitId.Kind.SPEND;
  }

  private static PolicyChange proto(Change change) {
    return switch (change) {
      case Change.Limit(var owner, var kind, var period, var removed) ->
          PolicyChange.newBuilder()
              .setPolicy(
                  PolicyState.newBuilder()
                      .setOwner(owner)
                      .setRequests(LimitId.Kind.of(kind) == LimitId.Kind.QUOTA)
                      .setSpend(LimitId.Kind.of(kind) == LimitId.Kind.SPEND)
                      .setPeriod(PolicyProtos.toProto(Period.of(period)))
                      .setRemoved(removed))
              .build();
      case Change.Zone(var organization, var zone) ->
          PolicyChange.newBuilder()
              .setTimeZone(TimeZone.newBuilder().setOrganization(organization).setZone(zone))
              .build();
    };
  }
}
