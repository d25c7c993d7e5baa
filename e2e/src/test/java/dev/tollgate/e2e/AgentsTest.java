package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many callers of one small balance, whose requests hold far more than they cost. */
@ExtendWith(SharedGateway.class)
final class AgentsTest {
  private static final int AGENTS = 20;
  private static final int CALLS = 3;

  private final Gateway gateway;

  AgentsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void agentsWhoseHoldsAreTenTimesTheirCostsSpendASmallBalanceWithoutOneFalse402()
      throws Exception {
    var one = oneCall();
    assertThat(one.hold()).isGreaterThan(10 * one.cost());
    var caller = gateway.caller((AGENTS * CALLS - 1) * one.cost() + one.hold());
    var agents = new ArrayList<CompletableFuture<List<Integer>>>();
    for (int agent = 0; agent < AGENTS; agent++) {
      agents.add(work(call(caller), CALLS));
    }
    for (var agent : agents) {
      assertThat(agent.get(120, TimeUnit.SECONDS)).hasSize(CALLS).containsOnly(200);
    }
    long left = one.hold() - one.cost();
    await().untilAsserted(() -> assertThat(gateway.balance(caller)).isEqualTo(left));
  }

  /** One call after the other; who is told to come again does. */
  private CompletableFuture<List<Integer>> work(HttpRequest call, int calls) {
    return gateway
        .sendAgainWhile(Set.of(429), call)
        .thenCompose(answer -> {
          var statuses = new ArrayList<>(List.of(answer.statusCode()));
          return calls == 1 || answer.statusCode() != 200
              ? CompletableFuture.completedFuture(statuses)
              : work(call, calls - 1)
                  .thenApply(later -> {
                    statuses.addAll(later);
                    return statuses;
                  });
        });
  }

  private HttpRequest call(Gateway.Caller caller) {
    var content = "[mock output=30 seconds=0.05]";
    return gateway.chat(caller.apiKey(), "gpt-4o-mini", content, ",\"max_completion_tokens\":600");
  }

  private record One(long hold, long cost) {}

  private One oneCall() throws Exception {
    var scout = gateway.caller(1_000_000_000);
    assertThat(gateway.send(call(scout)).statusCode()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(gateway.balance(scout)).isLessThan(1_000_000_000));
    var sql = "SELECT hold_nanocredits, cost_nanocredits FROM ledger.charge WHERE path[1] = ?";
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, scout.wallet());
      try (var row = select.executeQuery()) {
        row.next();
        return new One(row.getLong(1), row.getLong(2));
      }
    }
  }
}
