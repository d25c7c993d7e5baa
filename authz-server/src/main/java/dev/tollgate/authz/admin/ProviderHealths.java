package dev.tollgate.authz.admin;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.tollgate.authz.providers.Api;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.admin.v1.ProviderTraffic;
import dev.tollgate.proto.ledger.v1.GetProviderHealthRequest;
import dev.tollgate.proto.ledger.v1.GetProviderHealthResponse;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.ProviderHealth;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How providers are doing by the requests of the last minutes, which the ledger knows. */
final class ProviderHealths {
  private static final Logger log = LoggerFactory.getLogger(ProviderHealths.class);

  /** The rest of what is known of providers does not wait longer. */
  private static final long SECONDS_MAX = 3;

  private static final long DEGRADED_FROM_PERCENT = 5;
  private static final long FAILING_FROM_PERCENT = 50;
  private static final long PERCENT = 100;

  private final LedgerAdminServiceBlockingStub ledger;
  private final ProviderCatalog configured;

  ProviderHealths(LedgerAdminServiceBlockingStub ledger, ProviderCatalog configured) {
    this.ledger = ledger;
    this.configured = configured;
  }

  /** The same with what the ledger knows of each; where it does not answer, with that. Blocks. */
  List<ProviderKey> told(List<ProviderKey> providers) {
    var answer = ask();
    var known =
        answer.getProvidersList().stream().collect(toMap(ProviderHealth::getProvider, identity()));
    return providers.stream()
        .map(one -> told(one, traffic(answer, known.get(one.getProvider()))))
        .toList();
  }

  /** Where the ledger does not answer, as if it had looked at nothing. */
  private GetProviderHealthResponse ask() {
    try {
      return ledger
          .withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS)
          .getProviderHealth(GetProviderHealthRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      log.warn("The ledger does not say how providers are doing: {}", e.getStatus().getCode());
      return GetProviderHealthResponse.newBuilder().setCut(true).build();
    }
  }

  private ProviderKey told(ProviderKey key, ProviderTraffic traffic) {
    var provider = configured.describe(key.getProvider());
    return provider == null || provider.api() == Api.SERVICE
        ? key
        : key.toBuilder().setTraffic(traffic).build();
  }

  /**
   * @param known what the answer has of the provider; null if it has nothing
   */
  static ProviderTraffic traffic(GetProviderHealthResponse answer, @Nullable ProviderHealth known) {
    var traffic =
        ProviderTraffic.newBuilder()
            .setMinutes(answer.getMinutes())
            .setSeconds(answer.getSeconds());
    return known == null
        ? traffic.setHealth(answer.getCut() ? "unknown" : "idle").build()
        : told(traffic, known);
  }

  private static ProviderTraffic told(ProviderTraffic.Builder traffic, ProviderHealth health) {
    long failed =
        health.getUnreached() + health.getThrottled() + health.getKeyRefused() + health.getErrors();
    return traffic
        .setHealth(word(health.getRequests(), failed))
        .setRequests(health.getRequests())
        .setFailed(failed)
        .setUnreached(health.getUnreached())
        .setThrottled(health.getThrottled())
        .setKeyRefused(health.getKeyRefused())
        .setErrors(health.getErrors())
        .build();
  }

  private static String word(long requests, long failed) {
    if (failed * PERCENT >= requests * FAILING_FROM_PERCENT) {
      return "failing";
    }
    return failed * PERCENT >= requests * DEGRADED_FROM_PERCENT ? "degraded" : "ok";
  }
}
