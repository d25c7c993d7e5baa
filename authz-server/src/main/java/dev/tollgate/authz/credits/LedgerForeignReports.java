package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forward of docs/reference/leases.md. */
record LedgerForeignReports(LedgerCalls ledger, PriceFeed prices) implements ForeignReports {
  /** What is estimated here would be of other answers: what nobody counted is charged its hold. */
  private static final Estimates NOTHING_LEARNED = new Estimates();

  @Override
  public Outcome forward(List<Foreign> usages) {
    try {
      var request = request(usages);
      return request == null
          ? new Outcome.Refused("a price of it is not known to the ledger")
          : new Outcome.Forwarded(ledger.forward(request).getHistoryId());
    } catch (StatusRuntimeException e) {
      var why = String.valueOf(e.getMessage());
      return e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT
          ? new Outcome.Refused(why)
          : new Outcome.Later(why);
    }
  }

  /** Null if a price is unknown here and to the ledger. */
  private @Nullable ForwardRequest request(List<Foreign> usages) {
    for (int tries = 0; tries < 2; tries++) {
      try {
        return ForwardRequest.newBuilder()
            .addAllUsages(usages.stream().map(this::priced).toList())
            .build();
      } catch (IllegalStateException unknownPrice) {
        prices.refresh();
      }
    }
    return null;
  }

  private ForeignUsage priced(Foreign usage) {
    var cost = Cost.of(usage.admission(), usage.report(), prices.get(), NOTHING_LEARNED);
    return ForeignUsage.newBuilder()
        .setReplica(usage.owner().toString())
        .setAdmission(usage.admission())
        .setCost(cost.amounts())
        .setUsage(cost.usage())
        .build();
  }
}
