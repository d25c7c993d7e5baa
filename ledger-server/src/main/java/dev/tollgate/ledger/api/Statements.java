package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.JdbcStatements;
import dev.tollgate.proto.ledger.v1.Explanation;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceResponse;
import dev.tollgate.proto.ledger.v1.Remainder;
import java.sql.SQLException;

/** An account and its explanation as an answer. */
final class Statements {
  private Statements() {}

  static GetBalanceResponse answer(GetBalanceRequest request, JdbcStatements statements)
      throws SQLException {
    new Fields().account("account", request.getAccount()).check();
    var statement = statements.read(request.getAccount());
    if (statement == null) {
      throw GrpcErrors.notFound("account: there is no " + request.getAccount());
    }
    var explanation =
        Explanation.newBuilder()
            .setGranted(statement.granted())
            .setAdjusted(statement.adjusted())
            .setWithdrawn(statement.withdrawn())
            .setExpired(statement.expired())
            .setHeld(statement.held())
            .setUsedElsewhere(statement.usedElsewhere())
            .setDark(statement.dark())
            .setDarkCeiling(statement.account().darkCeiling())
            .setWrittenOff(statement.account().writtenOff())
            .setUnexpiring(statement.account().unexpiring());
    for (var left : statement.left()) {
      explanation.addRemainders(
          Remainder.newBuilder()
              .setGrantId(left.grant())
              .setRemaining(left.remaining())
              .setExpiresAt(GrantList.timestamp(left.expiresAt()))
              .setExpired(left.expired()));
    }
    return GetBalanceResponse.newBuilder()
        .setAccount(Money.account(statement.account()))
        .setExplanation(explanation)
        .build();
  }
}
