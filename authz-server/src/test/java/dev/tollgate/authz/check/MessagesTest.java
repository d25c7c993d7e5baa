package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.kit.config.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/messages}, which another provider answers. */
final class MessagesTest {
  private static final String ANTHROPIC_KEY = "sk-ant-planted-provider-secret";
  private static final ProviderCatalog BOTH =
      ProviderCatalog.of(
          new ProvidersConfig(
              new ProviderConfig(Secret.of(Samples.PROVIDER_KEY), null, null),
              new ProviderConfig(Secret.of(ANTHROPIC_KEY), null, null),
              null));

  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());

  private static Samples.Facts message() {
    return new Samples.Facts("POST", "/v1/messages")
        .header("x-api-key", Samples.CALLER_KEY)
        .body(
            Map.of(
                "model", new Fact.Text("claude"),
                "max_tokens", new Fact.Decimal(100),
                "stream", new Fact.Flag(true),
                "scanned", new Fact.Flag(true)));
  }

  private Decision decide(Samples.Facts facts) {
    var quotes = new Quotes(() -> Samples.CATALOG, () -> BOTH, Samples.CLOCK);
    var principal = Samples.principal("llm:inference");
    Pipelines.of(principal, quotes, reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  private Denied denied(Samples.Facts facts) {
    decide(facts);
    assertThat(reservations.requests).isEmpty();
    return caller.denied();
  }

  @Test
  void anAdmissionHoldsTheBoundAndAsksForNoUsageEvent() {
    var admitted = (Decision.Admitted) decide(message().bytes(1_000));
    // 1,000 tokens at 3,000,000 picocredits and 100 at 15,000,000.
    assertThat(reservations.requests.getFirst().holdNanocredits()).isEqualTo(4_500_000);
    assertThat(admitted.provider().name()).isEqualTo("anthropic");
    assertThat(admitted.injectUsage()).isFalse();
  }

  @Test
  void theProvidersKeyTakesThePlaceOfTheCallersWhereverThatWas() {
    var admitted = (Decision.Admitted) decide(message());
    var answer = EnvoyAnswers.read(new Responder(Samples.CLOCK).allowed(admitted));
    var ok = answer.getOkResponse();
    assertThat(ok.getHeadersList())
        .filteredOn(h -> h.getHeader().getKey().equals("x-api-key"))
        .singleElement()
        .satisfies(h -> assertThat(h.getHeader().getValue()).isEqualTo(ANTHROPIC_KEY));
    assertThat(ok.getHeadersToRemoveList())
        .contains("authorization", "api-key", "x-goog-api-key")
        .doesNotContain("x-api-key");
    assertThat(ok.toString()).doesNotContain(Samples.PROVIDER_KEY, Samples.CALLER_KEY);
  }

  @Test
  void aMessageMustSayHowLongItsAnswerMayBe() {
    var denied = denied(message().with("max_tokens", Fact.Absent.INSTANCE));
    assertThat(denied.denial()).isEqualTo(Denial.INVALID_MEMBER);
    assertThat(denied.param()).isEqualTo("max_tokens");
  }

  @Test
  void neitherProvidersModelsAreServedAtTheOthersEndpoint() {
    assertThat(denied(message().with("model", new Fact.Text("gpt-4o-mini"))).denial())
        .isEqualTo(Denial.MODEL_OF_OTHER_KIND);
    caller.decisions.clear();
    assertThat(denied(message().at("POST", "/v1/chat/completions")).denial())
        .isEqualTo(Denial.MODEL_OF_OTHER_KIND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"context-1m-2025-08-07", "a-1, context-1m-2025-08-07", "Fast-Mode-2026-02-01"})
  void aFeatureInTrialThatChangesPricesIsRefused(String beta) {
    var denied = denied(message().header("anthropic-beta", "b-2", beta));
    assertThat(denied.denial()).isEqualTo(Denial.UNMETERABLE);
    assertThat(denied.param()).isEqualTo("anthropic-beta");
  }

  @Test
  void otherFeaturesInTrialPass() {
    var facts = message().header("anthropic-beta", "interleaved-thinking-2025-05-14");
    assertThat(decide(facts)).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void tiersAreThoseOfTheProvider() {
    var tier = "service_tier";
    assertThat(decide(message().with(tier, new Fact.Text("standard_only"))))
        .isInstanceOf(Decision.Admitted.class);
    caller.decisions.clear();
    reservations.requests.clear();
    assertThat(denied(message().with(tier, new Fact.Text("default"))).denial())
        .isEqualTo(Denial.UNMETERABLE);
  }
}
