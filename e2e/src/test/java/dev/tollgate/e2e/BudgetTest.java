package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A limit on a real gateway: whom it refuses, with which words, and whom it leaves alone. */
@ExtendWith(SharedGateway.class)
final class BudgetTest {
  /** What a request to mock-per-request holds and costs. */
  private static final long COST_NANOCREDITS = 10_000_000;

  private static final Duration SOON = Duration.ofSeconds(10);

  private final Gateway gateway;

  BudgetTest(Gateway gateway) {
    this.gateway = gateway;
  }

  private HttpResponse<String> chat(String apiKey) throws Exception {
    return gateway.send(gateway.chat(apiKey, "mock-per-request", "Hello", ""));
  }

  private void set(SetBudgetRequest.Builder limit, String owner) throws IOException {
    var _ = gateway.money().setBudget(limit.setOwner(owner).setPeriod(Period.PERIOD_DAY).build());
  }

  @Test
  void aKeysBudgetDeniesWhileTheWalletPaysForItsOtherKeyAndRaisingItAdmits() throws Exception {
    var caller = gateway.caller(100 * COST_NANOCREDITS);
    var other =
        gateway
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId(caller.user())
                    .setName("other")
                    .build());
    var owner = "key:" + caller.key().getKeyId();
    var limit = SetBudgetRequest.newBuilder();
    set(limit.setNanocredits(COST_NANOCREDITS), owner);
    await().atMost(SOON).until(() -> chat(caller.apiKey()).statusCode() == 402);
    var refused = chat(caller.apiKey());
    assertThat(refused.body())
        .contains("\"code\":\"budget_exceeded\"", "\"scope\":\"key\"", "daily budget")
        .containsPattern("\"reset_at\":\"20..-..-..T00:00:00Z\"");
    assertThat(refused.headers().firstValue("x-should-retry")).hasValue("false");
    assertThat(chat(other.getApiKey()).statusCode()).isEqualTo(200);
    set(limit.setNanocredits(3 * COST_NANOCREDITS), owner);
    await().atMost(SOON).until(() -> chat(caller.apiKey()).statusCode() == 200);
    var verified = gateway.money().verify(VerifyRequest.getDefaultInstance());
    assertThat(verified.getDifferencesList()).isEmpty();
  }

  @Test
  void aUsersQuotaIsOverForEachOfItsKeysAndIsNotToBeRetried() throws Exception {
    var caller = gateway.caller(100 * COST_NANOCREDITS);
    set(SetBudgetRequest.newBuilder().setRequests(1), "user:" + caller.user());
    await().atMost(SOON).until(() -> chat(caller.apiKey()).statusCode() == 429);
    await().until(() -> chat(caller.apiKey()).body().contains("\"code\":\"plan_limit_exceeded\""));
    var refused = chat(caller.apiKey());
    assertThat(refused.body()).contains("insufficient_quota", "\"scope\":\"user\"");
    assertThat(refused.headers().firstValue("x-should-retry")).hasValue("false");
  }
}
