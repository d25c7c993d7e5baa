package dev.tollgate.ledger.api;

import dev.tollgate.ledger.usage.JdbcProviderHealth;
import dev.tollgate.proto.ledger.v1.GetProviderHealthRequest;
import dev.tollgate.proto.ledger.v1.GetProviderHealthResponse;
import dev.tollgate.proto.ledger.v1.ProviderHealth;
import java.sql.SQLException;
import java.time.Duration;

/** How providers have answered lately. */
final class ProviderHealths {
  private static final int MINUTES_DEFAULT = 5;
  private static final int MINUTES_MAX = 60;

  private ProviderHealths() {}

  static GetProviderHealthResponse answer(
      GetProviderHealthRequest request, JdbcProviderHealth health) throws SQLException {
    new Fields().between("minutes", request.getMinutes(), 0, MINUTES_MAX).check();
    int minutes = request.getMinutes() == 0 ? MINUTES_DEFAULT : request.getMinutes();
    var lately = health.read(Duration.ofMinutes(minutes));
    var answer =
        GetProviderHealthResponse.newBuilder()
            .setMinutes(minutes)
            .setCut(lately.cut())
            .setSeconds((int) lately.span().toSeconds());
    for (var one : lately.providers()) {
      answer.addProviders(
          ProviderHealth.newBuilder()
              .setProvider(one.provider())
              .setRequests(one.requests())
              .setUnreached(one.unreached())
              .setThrottled(one.throttled())
              .setKeyRefused(one.keyRefused())
              .setErrors(one.errors()));
    }
    return answer.build();
  }
}
