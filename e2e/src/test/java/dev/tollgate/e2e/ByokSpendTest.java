package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.mock.MockUpstream;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.ledger.v1.Budget;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.ListBudgetsRequest;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.UsageSum;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What callers' own keys spend, through Envoy: a fee of it at a server that takes one, beside a
 * server that takes none, and a budget of it at both.
 */
@ExtendWith(SharedGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ByokSpendTest {
  private static final String MODEL = "gpt-4o-mini";
  private static final String USED = "[mock prompt=1100 output=700]";

  /** 1,100 tokens at 150 nanocredits and 700 at 600. */
  private static final long SPEND = 585_000;

  /** 2.33 % of it is 13,630.5. */
  private static final long FEE = 13_631;

  private static final long CREDIT = 1_000_000_000L;
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Gateway gateway;

  /** Takes a fee, as the gateway's own server does not. */
  private final Sidecar taking;

  ByokSpendTest(Gateway gateway) throws IOException {
    this.gateway = gateway;
    this.taking = new Sidecar(gateway, new Taking("2.33"));
  }

  @AfterAll
  void stop() throws IOException {
    taking.close();
  }

  private record Taking(String percent) implements Sidecar.Wiring {
    @Override
    public Map<String, String> settings() {
      return Map.of("BYOK_FEE_PERCENT", percent);
    }
  }

  /** A user with a key of its own for OpenAI, and with so many nanocredits. */
  private Gateway.Caller caller(long nanocredits) throws Exception {
    var slug = "spend-" + UUID.randomUUID();
    var _ =
        gateway
            .keys()
            .createOrganization(
                CreateOrganizationRequest.newBuilder().setSlug(slug).setPlan("pro").build());
    var user = "u-" + UUID.randomUUID();
    var created =
        gateway
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId(user)
                    .setOrganization(slug)
                    .setName("e2e")
                    .build());
    if (nanocredits > 0) {
      var _ =
          gateway
              .money()
              .grant(
                  GrantRequest.newBuilder()
                      .setAccount("wallet:user:" + user)
                      .setNanocredits(nanocredits)
                      .setIdempotencyKey(user)
                      .build());
    }
    return new Gateway.Caller(user, created.getApiKey(), created.getKey());
  }

  private void bringsKey(Gateway.Caller caller) throws Exception {
    var secrets = gateway.system.settings().state().resolve("secrets");
    var key =
        Files.readString(secrets.resolve("mock-openai-key"))
            + MockUpstream.OTHER_CUSTOMER
            + caller.user();
    var body =
        "{\"user\":\"%s\",\"provider\":\"openai\",\"key\":\"%s\"}".formatted(caller.user(), key);
    RestClient.json(new RestClient(gateway).post("/api/v1/byok/keys/add", body), 200);
  }

  private HttpRequest ask(String url, Gateway.Caller caller, String more) {
    var request = gateway.chat(url, caller.apiKey(), MODEL, USED, more);
    return HttpRequest.newBuilder(request, (_, _) -> true)
        .uri(URI.create(url + "/api/v1/llm/chat/completions"))
        .build();
  }

  private HttpResponse<String> send(String url, Gateway.Caller caller) throws Exception {
    return gateway.send(ask(url, caller, ",\"max_tokens\":2000"));
  }

  private List<Charge> charges(Gateway.Caller caller, int count) throws IOException {
    var request = ListUsageRequest.newBuilder().setAccount(caller.wallet()).build();
    return await()
        .atMost(SOON)
        .until(
            () -> gateway.money().listUsage(request).getChargesList(),
            charges -> charges.size() >= count);
  }

  private static JsonNode metadata(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).path("_metadata");
  }

  private static BigDecimal credits(long nanocredits) {
    return BigDecimal.valueOf(nanocredits, 9);
  }

  @Test
  void theFeeThatIsToldIsChargedAndLeavesTheWallet() throws Exception {
    var caller = caller(CREDIT);
    var poor = caller(1);
    bringsKey(caller);
    bringsKey(poor);
    var first = metadata(send(taking.url(), caller));
    assertThat(first.path("using_byok").asBoolean()).isTrue();
    assertThat(first.path("cost_incurred").asDecimal()).isEqualByComparingTo(credits(FEE));
    assertThat(first.path("credits_remaining").asDecimal())
        .isEqualByComparingTo(credits(CREDIT - FEE));
    var stream = gateway.send(ask(taking.url(), caller, ",\"stream\":true"));
    assertThat(stream.statusCode()).as(stream.body()).isEqualTo(200);
    var free = metadata(send(gateway.url(), caller));
    assertThat(free.path("cost_incurred").asInt()).isZero();

    var charges = charges(caller, 3);
    assertThat(charges)
        .allSatisfy(charge -> {
          assertThat(charge.getAdmission().getByok()).isEqualTo(Byok.BYOK_USER);
          assertThat(charge.getCost().getSpend()).isEqualTo(SPEND);
        })
        .extracting(
            charge -> charge.getAdmission().getByokFeeBasisPoints(),
            charge -> charge.getCost().getNanocredits())
        .containsExactlyInAnyOrder(
            Tuple.tuple(233, FEE), Tuple.tuple(233, FEE), Tuple.tuple(0, 0L));
    assertThat(gateway.balance(caller)).isEqualTo(CREDIT - 2 * FEE);
    assertThat(sum(caller).getByokNanocredits()).isEqualTo(3 * SPEND);
    assertThat(sum(caller).getCostNanocredits()).isEqualTo(2 * FEE);

    var refused = send(taking.url(), poor);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
    assertThat(refused.body()).contains("insufficient_credits");
    assertThat(metadata(send(gateway.url(), poor)).path("cost_incurred").asInt()).isZero();
    gateway.requireSound();
  }

  private UsageSum sum(Gateway.Caller caller) throws IOException {
    var question = SummarizeUsageRequest.newBuilder().setUserId(caller.user());
    return gateway.money().summarizeUsage(question.build()).getTotal();
  }

  @Test
  void aBudgetThatCountsThemStopsCallsAtEveryServerBeforeTheProviderSeesThem() throws Exception {
    var caller = caller(CREDIT);
    bringsKey(caller);
    var limit =
        SetBudgetRequest.newBuilder()
            .setOwner("user:" + caller.user())
            .setPeriod(Period.PERIOD_MONTH)
            .setSpendNanocredits(4 * SPEND);
    var _ = gateway.money().setBudget(limit.build());
    for (var url : List.of(gateway.url(), taking.url())) {
      await().atMost(SOON).until(() -> refuses(url, caller));
    }
    int served = served(caller);
    for (var url : List.of(gateway.url(), taking.url())) {
      var answer = send(url, caller);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
      assertThat(answer.body())
          .contains("\"budget_exceeded\"", "\"scope\":\"user\"", "keys of your own too");
    }
    assertThat(served(caller)).isEqualTo(served);
    // A third call might cost more than was left of it.
    await().atMost(SOON).until(() -> budget(caller).getSpent() == 2 * SPEND);
    assertThat(gateway.balance(caller)).isGreaterThan(CREDIT - SPEND);
    gateway.requireSound();
  }

  private boolean refuses(String url, Gateway.Caller caller) throws Exception {
    return send(url, caller).statusCode() == 402;
  }

  private Budget budget(Gateway.Caller caller) throws IOException {
    var request = ListBudgetsRequest.newBuilder().setOwner("user:" + caller.user());
    return gateway.money().listBudgets(request.build()).getBudgets(0);
  }

  /** How many requests of this caller reached the provider. */
  private int served(Gateway.Caller caller) throws Exception {
    return Math.toIntExact(
        gateway.upstreamRecord().lines().filter(line -> line.contains(caller.user())).count());
  }
}
