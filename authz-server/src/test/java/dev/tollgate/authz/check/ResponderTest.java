package dev.tollgate.authz.check;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.providers.OtherProviderConfig;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.Units;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponderTest {
  private static final Provider OPENAI = Objects.requireNonNull(Samples.PROVIDERS.find("openai"));

  private static final ModelPrice GPT =
      Samples.price("gpt-4o", "openai", ModelPrice.Kind.CHAT, 150_000, 600_000, 128_000, 16_384);

  private final Responder responder = new Responder(Samples.CLOCK);

  private static Map<String, String> values(List<HeaderValueOption> headers) {
    assertThat(headers)
        .allMatch(h -> h.getAppendAction() == HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD);
    return headers.stream()
        .collect(toMap(h -> h.getHeader().getKey(), h -> h.getHeader().getValue()));
  }

  private CheckResponse allowed(Decision.Allowed decision) {
    return EnvoyAnswers.read(responder.allowed(decision));
  }

  private CheckResponse denied(Denied denied, String path, String requestId, String decisionId) {
    return EnvoyAnswers.read(responder.denied(denied, path, requestId, decisionId));
  }

  private CheckResponse admitted(Endpoint endpoint, boolean injectUsage) {
    return allowed(
        new Decision.Admitted(
            endpoint,
            Samples.principal("b", "a"),
            ChargePath.of(Samples.principal("b", "a")),
            "alice",
            OPENAI,
            null,
            GPT,
            null,
            Samples.RESERVATION,
            450_000,
            450_000,
            Samples.VERSION,
            Units.NONE,
            99_500_000_000L,
            injectUsage));
  }

  @Test
  void anAdmissionSaysWhoPaysAndCarriesTheProvidersKeyInPlaceOfTheCallers() {
    var response = admitted(Endpoint.CHAT_COMPLETIONS, false);
    assertThat(response.getStatus().getCode()).isZero();
    var ok = response.getOkResponse();
    assertThat(values(ok.getHeadersList()))
        .isEqualTo(
            Map.of(
                "authorization", "Bearer " + Samples.PROVIDER_KEY,
                "x-llm-provider", "openai",
                "x-user-id", "alice",
                "x-org-id", "org-1",
                "x-org-slug", "acme",
                "x-key-id", "key-1",
                "x-user-permissions", "a,b",
                "x-plan", "pro"));
    assertThat(ok.getHeadersToRemoveList())
        .containsExactlyInAnyOrder(
            "x-api-key", "api-key", "x-goog-api-key", "x-service-name", "x-tollgate-claimed-user");
    assertThat(values(ok.getResponseHeadersToAddList()))
        .isEqualTo(
            Map.of(
                "x-tollgate-provider", "openai",
                "x-tollgate-byok", "false",
                "x-tollgate-credits-remaining", "99.5"));
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT_COMPLETIONS, false, ",
    "CHAT_COMPLETIONS, true, 1",
    "LLM_CHAT_COMPLETIONS, false, 1",
  })
  void envoysScriptRunsOnlyWhereItHasSomethingToEdit(
      Endpoint endpoint, boolean injectUsage, @Nullable String edit) {
    var headers = values(admitted(endpoint, injectUsage).getOkResponse().getHeadersList());
    assertThat(headers.get("x-llm-edit")).isEqualTo(edit);
  }

  @Test
  void theMetadataHoldsWhatSettlementNeedsAndNoSecret() {
    var metadata = admitted(Endpoint.LLM_CHAT_COMPLETIONS, true).getDynamicMetadata();
    var fields = metadata.getFieldsMap();
    assertThat(fields.keySet())
        .containsExactlyInAnyOrder(
            "reservation_id", "settlement", "path", "upstream_path", "inject_usage", "cost");
    assertThat(metadata.getFieldsOrThrow("reservation_id").getStringValue())
        .isEqualTo(Samples.RESERVATION.toString());
    assertThat(metadata.getFieldsOrThrow("settlement").getStringValue())
        .isEqualTo("2|wallet:user:alice|450000|default@3|key-1|org-1|openai|alice|gpt-4o");
    assertThat(metadata.getFieldsOrThrow("path").getStringValue())
        .isEqualTo("/api/v1/llm/chat/completions");
    assertThat(metadata.getFieldsOrThrow("upstream_path").getStringValue())
        .isEqualTo("/v1/chat/completions");
    assertThat(metadata.getFieldsOrThrow("inject_usage").getBoolValue()).isTrue();
    assertThat(metadata.toString()).doesNotContain(Samples.PROVIDER_KEY);
  }

  @Test
  void whatIsCalledOtherwiseThereAndWhereItIsAskedIsSaid() {
    var config =
        new OtherProviderConfig("openrouter", Secret.of("sk-or-planted"), null, null, null, null);
    var there = ProviderCatalog.of(new ProvidersConfig(null, null, List.of(config)));
    var decision =
        new Decision.Admitted(
            Endpoint.LLM_CHAT_COMPLETIONS,
            Samples.principal("b", "a"),
            ChargePath.of(Samples.principal("b", "a")),
            "alice",
            Objects.requireNonNull(there.find("openrouter")),
            null,
            GPT,
            "llama",
            Samples.RESERVATION,
            450_000,
            450_000,
            Samples.VERSION,
            Units.NONE,
            99_500_000_000L,
            false);
    var metadata = allowed(decision).getDynamicMetadata();
    assertThat(metadata.getFieldsOrThrow("upstream_model").getStringValue()).isEqualTo("llama");
    assertThat(metadata.getFieldsOrThrow("upstream_path").getStringValue())
        .isEqualTo("/api/v1/chat/completions");
  }

  @Test
  void onlyTheOldPathsAnswersAreToldTheirPrices() {
    var told = admitted(Endpoint.LLM_CHAT_COMPLETIONS, false).getDynamicMetadata();
    var cost = told.getFieldsOrThrow("cost").getStructValue();
    assertThat(cost.getFieldsOrThrow("provider").getStringValue()).isEqualTo("openai");
    assertThat(cost.getFieldsOrThrow("input").getNumberValue()).isEqualTo(150_000);
    assertThat(cost.getFieldsOrThrow("output").getNumberValue()).isEqualTo(600_000);
    assertThat(cost.getFieldsOrThrow("hold").getNumberValue()).isEqualTo(450_000);
    assertThat(cost.getFieldsOrThrow("balance").getNumberValue()).isEqualTo(99_500_000_000L);
    assertThat(cost.getFieldsOrThrow("fixed").getBoolValue()).isFalse();
    assertThat(admitted(Endpoint.CHAT_COMPLETIONS, false).getDynamicMetadata().getFieldsMap())
        .doesNotContainKey("cost");
  }

  @Test
  void usageIsInjectedOnlyWhereTheDecisionSaysSo() {
    assertThat(admitted(Endpoint.EMBEDDINGS, false).getDynamicMetadata().getFieldsMap())
        .doesNotContainKey("inject_usage");
  }

  @Test
  void theKeyPhaseChangesNothing() {
    var response = allowed(new Decision.KeyAccepted());
    assertThat(response.getStatus().getCode()).isZero();
    assertThat(response.getOkResponse().getSerializedSize()).isZero();
    assertThat(response.hasDynamicMetadata()).isFalse();
  }

  @Test
  void ourOwnAnswersGetTheAccountAndNoCredential() {
    var response = allowed(new Decision.OwnAnswer(Endpoint.CREDITS, Samples.principal()));
    var ok = response.getOkResponse();
    assertThat(values(ok.getHeadersList()))
        .containsEntry("x-llm-provider", "tollgate")
        .containsEntry("x-tollgate-account", "wallet:user:alice")
        .containsEntry("x-tollgate-tier", "free")
        .containsEntry("x-user-id", "alice")
        .doesNotContainKey("authorization");
    assertThat(ok.getHeadersToRemoveList())
        .contains("authorization", "x-api-key", "api-key", "x-goog-api-key", "x-user-permissions")
        .doesNotHaveDuplicates();
    assertThat(response.hasDynamicMetadata()).isFalse();
  }

  @Test
  void publicAnswersNameNobody() {
    var ok = allowed(new Decision.OwnAnswer(Endpoint.MODELS, null)).getOkResponse();
    assertThat(values(ok.getHeadersList())).isEqualTo(Map.of("x-llm-provider", "tollgate"));
    assertThat(ok.getHeadersToRemoveList())
        .containsExactlyInAnyOrder("authorization", "x-api-key", "api-key", "x-goog-api-key");
  }

  @ParameterizedTest
  @CsvSource({
    "until, P14DT1S, ''",
    "until, P14D, expires at 2026-12-09T10:00:00Z",
    "until, PT1S, expires at 2026-11-25T10:00:01Z",
    "rotated, P30D, rotated; this key stops working at 2026-12-25T10:00:00Z"
  })
  void whoeverUsesAKeyThatWillStopWorkingIsToldSo(String kind, Duration left, String warning) {
    var end = Samples.NOW.plus(left);
    var principal =
        Samples.principal(kind.equals("until") ? Validity.until(end) : Validity.rotated(end));
    var paid =
        new Decision.Admitted(
            Endpoint.EMBEDDINGS,
            principal,
            ChargePath.of(principal),
            "alice",
            OPENAI,
            null,
            GPT,
            null,
            Samples.RESERVATION,
            1,
            1,
            Samples.VERSION,
            Units.NONE,
            1,
            false);
    for (var allowed : List.of(paid, new Decision.OwnAnswer(Endpoint.CREDITS, principal))) {
      var headers = allowed(allowed).getOkResponse().getResponseHeadersToAddList();
      assertThat(values(headers).getOrDefault("x-tollgate-key-warning", "")).isEqualTo(warning);
    }
  }

  @Test
  void aRefusalHasStatusHeadersAndBody() {
    var response = denied(Denied.of(Denial.IN_FLIGHT), "/v1/embeddings", "req-1", "dec_1");
    assertThat(response.getStatus().getCode()).isNotZero();
    var denied = response.getDeniedResponse();
    assertThat(denied.getStatus().getCodeValue()).isEqualTo(429);
    assertThat(values(denied.getHeadersList()))
        .isEqualTo(
            Map.of(
                "content-type", "application/json",
                "retry-after", "2",
                "x-should-retry", "true"));
    assertThat(denied.getBody()).contains("\"decision_id\":\"dec_1\"");
  }

  @ParameterizedTest
  @CsvSource({"PT0.5S, 1", "PT2M, 120", "PT2M0.001S, ''"})
  void aWindowThatEndsSoonIsWaitedForAndALaterOneIsNot(Duration left, String retryAfter) {
    var resetsAt = Samples.NOW.plus(left);
    var used = new Denied(Denial.BUDGET_EXCEEDED, "m", null, LimitScope.KEY, null, resetsAt);
    var denied = denied(used, "/", "req-1", "dec_1").getDeniedResponse();
    assertThat(denied.getStatus().getCodeValue()).isEqualTo(402);
    assertThat(values(denied.getHeadersList()))
        .containsEntry("x-should-retry", "false")
        .extracting(headers -> headers.getOrDefault("retry-after", ""))
        .isEqualTo(retryAfter);
    assertThat(denied.getBody()).contains("\"reset_at\":\"" + resetsAt + "\"");
  }

  @Test
  void onePrincipalsAnswerIsNeverAnothers() {
    for (int i = 0; i < 20_000; i++) {
      var name = "user-" + i;
      var principal =
          new Principal(
              "k",
              name,
              "o",
              "s",
              "",
              Set.of(),
              "p",
              "t",
              "default",
              List.of("w"),
              Validity.UNLIMITED,
              Restrictions.NONE);
      var decision =
          new Decision.Admitted(
              Endpoint.EMBEDDINGS,
              principal,
              ChargePath.of(principal),
              name,
              OPENAI,
              null,
              GPT,
              null,
              Samples.RESERVATION,
              1,
              1,
              Samples.VERSION,
              Units.NONE,
              1,
              false);
      for (int again = 0; again < 2; again++) {
        var headers = allowed(decision).getOkResponse().getHeadersList();
        assertThat(headers)
            .filteredOn(h -> h.getHeader().getKey().equals("x-user-id"))
            .allMatch(h -> h.getHeader().getValue().equals(name))
            .hasSize(1);
      }
    }
  }

  @Test
  void aValueThatWouldEndTheHeaderIsRefused() {
    assertThatThrownBy(() -> EnvoyHeaders.overwrite("x-org-slug", "a\r\nx-plan: enterprise"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x-org-slug");
  }

  private CheckResponse withOwnKey(ByokFee fee, long hold) {
    var own =
        new OwnKey(
            "byok_1",
            OwnKey.Owner.ORGANIZATION,
            "openai",
            "openai",
            OwnKey.Standing.USABLE,
            fee,
            Secret.of("sk-own"));
    var principal = Samples.principal("b", "a");
    return allowed(
        new Decision.Admitted(
            Endpoint.LLM_CHAT_COMPLETIONS,
            principal,
            ChargePath.of(principal),
            "alice",
            OPENAI,
            own,
            GPT,
            null,
            Samples.RESERVATION,
            450_000,
            hold,
            Samples.VERSION,
            Units.NONE,
            HoldOutcome.BALANCE_UNKNOWN,
            false));
  }

  @Test
  void aKeyOfTheCallersOwnGoesOutInThePlaceOfThePlatforms() throws Exception {
    var response = withOwnKey(ByokFee.NONE, 0);
    var ok = response.getOkResponse();
    assertThat(values(ok.getHeadersList())).containsEntry("authorization", "Bearer sk-own");
    assertThat(response.toString()).doesNotContain(Samples.PROVIDER_KEY);
    assertThat(values(ok.getResponseHeadersToAddList()))
        .isEqualTo(Map.of("x-tollgate-provider", "openai", "x-tollgate-byok", "true"));
    var metadata = response.getDynamicMetadata();
    assertThat(metadata.getFieldsOrThrow("settlement").getStringValue())
        .isEqualTo(
            "5|wallet:user:alice|0|default@3|key-1|org-1|openai|alice|gpt-4o|0||organization|450000|0");
    assertThat(metadata.getFieldsOrThrow("cost").getStructValue().getFieldsMap().keySet())
        .containsExactlyInAnyOrder("provider", "byok");
    assertThat(metadata.toString()).doesNotContain("sk-own");
  }

  @Test
  void aFeeTravelsWithTheAdmissionAndWithThePricesThatItIsOf() throws Exception {
    var metadata = withOwnKey(new ByokFee(250), 11_250).getDynamicMetadata();
    assertThat(metadata.getFieldsOrThrow("settlement").getStringValue())
        .isEqualTo(
            "5|wallet:user:alice|11250|default@3|key-1|org-1|openai|alice|gpt-4o|0||organization|450000|250");
    var cost = metadata.getFieldsOrThrow("cost").getStructValue();
    assertThat(cost.getFieldsOrThrow("byok").getBoolValue()).isTrue();
    assertThat(cost.getFieldsOrThrow("fee").getNumberValue()).isEqualTo(250);
    assertThat(cost.getFieldsOrThrow("hold").getNumberValue()).isEqualTo(450_000);
    assertThat(cost.getFieldsOrThrow("output").getNumberValue())
        .isEqualTo((double) GPT.outputPicocredits());
  }
}
