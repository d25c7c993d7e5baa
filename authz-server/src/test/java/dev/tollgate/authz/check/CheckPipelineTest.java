package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.Samples.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.credits.Reservations;
import dev.tollgate.authz.policy.Scopes;
import dev.tollgate.pricing.PriceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckPipelineTest {
  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());
  private Authenticator authenticator = accepting("llm:inference");
  private PriceCatalog catalog = Samples.CATALOG;

  private static Authenticator accepting(String... permissions) {
    return (credential, callback) ->
        callback.accept(new Authentication.Authenticated(Samples.principal(permissions)));
  }

  private CheckRun decide(Samples.Facts facts) {
    return decide(facts, reservations);
  }

  private CheckRun decide(Samples.Facts facts, Reservations book) {
    var quotes = new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK);
    var run = new CheckRun(facts.facts(), Runnable::run, 0, caller);
    Pipelines.of(authenticator, quotes, book).decide(run);
    return run;
  }

  private Denial denial(Samples.Facts facts) {
    decide(facts);
    assertThat(reservations.requests).isEmpty();
    return caller.denied().denial();
  }

  @Test
  void aPaidRequestIsAdmittedWithTheHoldThatWasMade() {
    decide(chat().bytes(1_000).with("max_tokens", new Fact.Decimal(500)));
    var admitted = (Decision.Admitted) caller.only();
    // 1,000 tokens at 150,000 picocredits and 500 at 600,000.
    assertThat(admitted.holdNanocredits()).isEqualTo(150_000 + 300_000);
    assertThat(admitted.balanceNanocredits()).isEqualTo(99_500_000_000L);
    assertThat(admitted.reservation()).isEqualTo(Samples.RESERVATION);
    var request = reservations.requests.getFirst();
    assertThat(request.holdNanocredits()).isEqualTo(admitted.holdNanocredits());
    assertThat(request.path()).containsExactly("wallet:user:alice");
    assertThat(request.endpoint()).isEqualTo("/v1/chat/completions");
    assertThat(request.requestId()).isEqualTo("req-1");
    assertThat(request.envoyBoot()).isEqualTo("boot-1");
    assertThat(reservations.cancels).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/chat/completions",
    "POST,/v1/chat/completions/",
    "POST,/v1/chat/completions;a=b",
    "POST,/V1/chat/completions",
    "POST,/v1//chat/completions",
    "POST,/v1/batches",
    "POST,/v1/messages/count_tokens",
    "POST,/",
    "post,/v1/chat/completions",
    "POST,/health",
    "DELETE,/v1/models",
    "GET,/metrics"
  })
  void whatIsNotListedIsAnUnknownEndpointEvenWithAKey(String method, String path) {
    assertThat(denial(chat().at(method, path))).isEqualTo(Denial.UNKNOWN_ENDPOINT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/health", "/v1/models", "/api/v1/llm/models", "/v1/models?api_key=x&limit=3"})
  void publicPathsPassWithoutACredentialAndAreAnsweredByUs(String path) {
    authenticator =
        (credential, callback) -> {
          throw new AssertionError("nobody is asked");
        };
    decide(new Samples.Facts("GET", path));
    assertThat(caller.only()).isInstanceOf(Decision.OwnAnswer.class);
    assertThat(reservations.requests).isEmpty();
  }

  @Test
  void creditsAreAnsweredToAnyValidKeyAndNotHeld() {
    authenticator = accepting();
    decide(chat().at("GET", "/api/v1/llm/credits"));
    var own = (Decision.OwnAnswer) caller.only();
    assertThat(own.principal()).isEqualTo(Samples.principal());
    assertThat(reservations.requests).isEmpty();
  }

  @Test
  void creditsNeedAKey() {
    assertThat(denial(new Samples.Facts("GET", "/api/v1/llm/credits")))
        .isEqualTo(Denial.MISSING_KEY);
  }

  @Test
  void theCredentialReaderDecidesOnWhatItSees() {
    assertThat(denial(chat().header("authorization", "Bearer a,Bearer b")))
        .isEqualTo(Denial.CONFLICTING_KEYS);
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void everyRefusalOfTheAuthenticatorIsADenial(Refusal refusal) {
    authenticator = (credential, callback) -> callback.accept(new Authentication.Refused(refusal));
    var denial = denial(chat());
    int expected =
        switch (refusal) {
          case MISSING,
              MALFORMED,
              OTHER_PRODUCT,
              CONFLICTING,
              IN_URL,
              UNKNOWN,
              REVOKED,
              BOOTSTRAP_ENDED,
              EXPIRED ->
              401;
          case INACTIVE, OTHER_ENVIRONMENT -> 403;
          case UNREADABLE, UNAVAILABLE, OVERLOADED -> 503;
        };
    assertThat(denial.kind().status()).isEqualTo(expected);
  }

  @Test
  void aKeyWithoutTheScopeIsRefused() {
    authenticator = accepting("other");
    assertThat(denial(chat())).isEqualTo(Denial.INSUFFICIENT_SCOPE);
  }

  @Test
  void aBodyThatIsNoJsonIsRefused() {
    assertThat(denial(chat().with("body_error", new Fact.Flag(true))))
        .isEqualTo(Denial.INVALID_JSON);
  }

  @Test
  void aRequestWhoseBodyNobodyReadIsRefused() {
    assertThat(denial(chat().body(Map.of()))).isEqualTo(Denial.INVALID_JSON);
  }

  @Test
  void anUnknownModelIsNotFoundAndNeverFree() {
    assertThat(denial(chat().with("model", new Fact.Text("gpt-9"))))
        .isEqualTo(Denial.MODEL_NOT_FOUND);
  }

  @Test
  void beforePricesArriveTheAnswerIsUnavailableAndNeverNotFound() {
    catalog = PriceCatalog.EMPTY;
    assertThat(denial(chat().with("model", new Fact.Text("gpt-9"))))
        .isEqualTo(Denial.PRICES_UNAVAILABLE);
  }

  @Test
  void aModelOfAnotherKindDoesNotFitTheEndpoint() {
    assertThat(denial(chat().with("model", new Fact.Text("text-embedding-3-small"))))
        .isEqualTo(Denial.MODEL_OF_OTHER_KIND);
  }

  @Test
  void aProviderWithoutAKeyIsNotConfigured() {
    assertThat(denial(chat().with("model", new Fact.Text("claude"))))
        .isEqualTo(Denial.PROVIDER_NOT_CONFIGURED);
  }

  @Test
  void anEmbeddingOfUnknownSizeHasNoBound() {
    assertThat(
            denial(
                chat()
                    .at("POST", "/v1/embeddings")
                    .with("model", new Fact.Text("text-embedding-3-small"))
                    .bytes(0)))
        .isEqualTo(Denial.BOUND_TOO_LARGE);
  }

  @Test
  void whileItIsNotKnownWhichLimitsThereAreNothingIsReserved() {
    var quotes = new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK);
    var run = new CheckRun(chat().facts(), Runnable::run, 0, caller);
    new CheckPipeline(
            new Routes(Scopes.DEFAULT),
            Pipelines.noServices(authenticator),
            authenticator,
            quotes,
            _ -> null,
            reservations)
        .decide(run);
    assertThat(caller.denied().denial()).isEqualTo(Denial.CREDITS_UNAVAILABLE);
    assertThat(reservations.requests).isEmpty();
  }

  @Test
  void outcomesOfTheLeaseBookAreDenials() {
    assertThat(outcome(new HoldOutcome.Insufficient("wallet:user:alice", 1, 2)).denial())
        .isEqualTo(Denial.INSUFFICIENT_CREDITS);
    var budget = outcome(new HoldOutcome.Insufficient("budget:key:k:day:2026-11-25", 1, 2));
    assertThat(budget.denial()).isEqualTo(Denial.BUDGET_EXCEEDED);
    assertThat(budget.scope()).isEqualTo(LimitScope.KEY);
    assertThat(budget.message()).startsWith("The daily budget of the API key does not cover");
    assertThat(budget.resetsAt()).isEqualTo("2026-11-26T00:00:00Z");
    assertThat(budget.limitNanocredits()).isNull();
    var spend = outcome(new HoldOutcome.Insufficient("spend:user:alice:month:2026-11", 1, 2));
    assertThat(spend.denial()).isEqualTo(Denial.BUDGET_EXCEEDED);
    assertThat(spend.scope()).isEqualTo(LimitScope.USER);
    assertThat(spend.message())
        .startsWith("The monthly budget of the user, which counts keys of your own too, does not");
    var quota =
        outcome(new HoldOutcome.Insufficient("quota:organization:acme:month:2026-11", 0, 2));
    assertThat(quota.denial()).isEqualTo(Denial.PLAN_LIMIT_EXCEEDED);
    assertThat(quota.scope()).isEqualTo(LimitScope.ORGANIZATION);
    assertThat(quota.message()).startsWith("The monthly number of requests of the organization");
    assertThat(quota.resetsAt()).isEqualTo("2026-12-01T00:00:00Z");
    assertThat(outcome(new HoldOutcome.InFlight("wallet:user:alice")).denial())
        .isEqualTo(Denial.IN_FLIGHT);
    assertThat(outcome(new HoldOutcome.Unavailable("ledger is down")).denial())
        .isEqualTo(Denial.CREDITS_UNAVAILABLE);
  }

  @Test
  void amountsAreShownOfTheCallersOwnWalletAlone() {
    var own = outcome(new HoldOutcome.Insufficient("wallet:user:alice", 1_500_000_000, 2));
    assertThat(own.limitNanocredits()).isEqualTo(1_500_000_000);
    assertThat(own.message()).contains("1.5 are left");
    assertThat(own.scope()).isEqualTo(LimitScope.USER);
    var other = outcome(new HoldOutcome.Insufficient("wallet:organization:o", 1_500_000_000, 2));
    assertThat(other.limitNanocredits()).isNull();
    assertThat(other.message()).doesNotContain("1.5");
    assertThat(other.scope()).isEqualTo(LimitScope.ORGANIZATION);
  }

  private Denied outcome(HoldOutcome outcome) {
    caller.decisions.clear();
    decide(chat(), FakeReservations.answering(outcome));
    return caller.denied();
  }

  @Test
  void aReservationThatNeverCameIsOpenUntilItIsAnswered() {
    var book = new FakeReservations();
    var run = decide(chat(), book);
    assertThat(run.ended()).isFalse();
    book.answer(FakeReservations.admitted());
    assertThat(caller.only()).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void whateverThrowsIsARefusal() {
    authenticator =
        (credential, callback) -> {
          throw new StackOverflowError("planted");
        };
    assertThat(denial(chat())).isEqualTo(Denial.INTERNAL);
    caller.decisions.clear();
    authenticator = accepting("*");
    decide(
        chat(),
        (request, callback) -> {
          throw new IllegalStateException("planted");
        });
    assertThat(caller.denied().denial()).isEqualTo(Denial.INTERNAL);
  }

  @Test
  void aSecondCallbackChangesNothing() {
    List<Consumer<Authentication>> callbacks = new ArrayList<>();
    authenticator = (credential, callback) -> callbacks.add(callback);
    decide(chat());
    callbacks.getFirst().accept(new Authentication.Refused(Refusal.UNKNOWN));
    callbacks.getFirst().accept(new Authentication.Authenticated(Samples.principal("*")));
    assertThat(caller.denied().denial()).isEqualTo(Denial.UNKNOWN_KEY);
    assertThat(reservations.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true, absent, true",
    "true, false, true",
    "true, true, false",
    "false, absent, false",
    "absent, absent, false"
  })
  void usageIsInjectedIntoStreamsWhoseClientDidNotAsk(
      String stream, String includeUsage, boolean expected) {
    decide(chat().with("stream", flag(stream)).with("include_usage", flag(includeUsage)));
    assertThat(((Decision.Admitted) caller.only()).injectUsage()).isEqualTo(expected);
  }

  private static Fact flag(String text) {
    return text.equals("absent") ? Fact.Absent.INSTANCE : new Fact.Flag(text.equals("true"));
  }
}
