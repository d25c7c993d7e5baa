package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.usage.JdbcProviderCosts;
import dev.tollgate.ledger.usage.ProviderCost;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.GetProviderCostsRequest;
import dev.tollgate.proto.ledger.v1.GetProviderCostsResponse;
import dev.tollgate.proto.ledger.v1.ProviderCost.OfEvidence;
import java.sql.SQLException;
import java.time.LocalDate;

/** What a provider's requests of a day must have cost as an answer. */
final class ProviderCosts {
  private static final int MODELS_MAX = 1_000;

  private ProviderCosts() {}

  static GetProviderCostsResponse answer(GetProviderCostsRequest request, JdbcProviderCosts costs)
      throws SQLException {
    var fields = new Fields();
    var day = UsageSums.date(fields, "day", request.getDay(), LocalDate.EPOCH);
    fields
        .require(!request.getDay().isEmpty(), "day", "must be a day such as 2026-11-26")
        .text("provider", request.getProvider(), 1)
        .text("book", request.getBook(), 1)
        .between("models", request.getModelsCount(), 0, MODELS_MAX)
        .check();
    var read = costs.read(day, request.getProvider(), request.getBook());
    if (read.dropped()) {
      throw GrpcErrors.failedPrecondition(
          "day: the charges of %s are kept no longer, and sums do not say what they cost"
              .formatted(day));
    }
    var gaps = read.gaps();
    var answer =
        GetProviderCostsResponse.newBuilder()
            .setWaiting(gaps.waiting())
            .setStray(gaps.stray())
            .setOpen(gaps.open())
            .setDarkCeilingNanocredits(gaps.ceiling());
    read.byModel().forEach((model, cost) -> answer.addCosts(proto(model, cost)));
    var naming = costs.naming(request.getBook(), day);
    request.getModelsList().forEach(model -> answer.putModels(model, naming.of(model)));
    return answer.build();
  }

  private static dev.tollgate.proto.ledger.v1.ProviderCost proto(String model, ProviderCost cost) {
    var proto =
        dev.tollgate.proto.ledger.v1.ProviderCost.newBuilder()
            .setModel(model)
            .setRequests(cost.requests())
            .setCostNanocredits(cost.cost())
            .setChargedNanocredits(cost.charged())
            .setUnpriced(cost.unpriced())
            .setRetries(cost.retries())
            .setTokensIn(cost.tokensIn())
            .setTokensOut(cost.tokensOut());
    cost.byEvidence()
        .forEach((evidence, part) ->
            proto.addByEvidence(
                OfEvidence.newBuilder()
                    .setEvidence(PriceProtos.toProto(evidence))
                    .setRequests(part.requests())
                    .setCostNanocredits(part.cost())));
    return proto.build();
  }
}
