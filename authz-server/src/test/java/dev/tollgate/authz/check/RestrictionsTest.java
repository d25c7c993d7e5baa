package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.Samples.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.AllowedAddresses;
import dev.tollgate.authz.authn.AllowedModels;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.pricing.PriceCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key may not do, and which refusal comes first. The client is at 192.0.2.1. */
final class RestrictionsTest {
  private static final AllowedAddresses ELSEWHERE = AllowedAddresses.of(List.of("10.0.0.0/8"));
  private static final AllowedAddresses HERE = AllowedAddresses.of(List.of("192.0.2.0/24"));
  private static final AllowedModels OTHERS = AllowedModels.of(List.of("gpt-4o", "o*"));

  /** Of a chat of 100 bytes and 100 tokens: 100 at 150,000 and 100 at 600,000 picocredits. */
  private static final long HOLD_NANOCREDITS = 75_000;

  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());
  private PriceCatalog catalog = Samples.CATALOG;
  private String scope = "llm:inference";

  private Decision decide(Restrictions restrictions, Samples.Facts facts) {
    caller.decisions.clear();
    var principal = Samples.principal(restrictions, scope);
    var quotes = new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK);
    Pipelines.of(principal, quotes, reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  private Denied denied(Restrictions restrictions, Samples.Facts facts) {
    decide(restrictions, facts);
    assertThat(reservations.requests).isEmpty();
    return caller.denied();
  }

  private static Restrictions addresses(AllowedAddresses addresses) {
    return new Restrictions(AllowedModels.ANY, addresses, Long.MAX_VALUE);
  }

  private static Restrictions models(AllowedModels models) {
    return new Restrictions(models, AllowedAddresses.ANY, Long.MAX_VALUE);
  }

  private static Restrictions cap(long nanocredits) {
    return new Restrictions(AllowedModels.ANY, AllowedAddresses.ANY, nanocredits);
  }

  private static Samples.Facts bounded() {
    return chat().with("max_tokens", new Fact.Decimal(100));
  }

  @Test
  void anAddressThatIsNotOnTheListIsRefusedInBothPhasesAndOnEveryPathWithAKey() {
    var elsewhere = addresses(ELSEWHERE);
    for (var facts : List.of(chat(), chat().keyPhase(), chat().at("GET", "/api/v1/llm/credits"))) {
      assertThat(denied(elsewhere, facts)).isEqualTo(Denied.of(Denial.IP_NOT_ALLOWED));
    }
    assertThat(decide(addresses(HERE), chat())).isInstanceOf(Decision.Admitted.class);
    assertThat(decide(addresses(HERE), chat().keyPhase())).isInstanceOf(Decision.KeyAccepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "unknown"})
  void anUnknownAddressIsOnNoListAndGoodEnoughWithoutOne(String address) {
    var everywhere = addresses(AllowedAddresses.of(List.of("0.0.0.0/0", "::/0")));
    assertThat(denied(everywhere, chat().from(address)).denial()).isEqualTo(Denial.IP_NOT_ALLOWED);
    assertThat(decide(Restrictions.NONE, chat().from(address)))
        .isInstanceOf(Decision.Admitted.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x-forwarded-for", "x-real-ip", "x-envoy-client", "x-envoy-external-address"})
  void whatAClientSaysOfItsAddressDoesNotCount(String header) {
    assertThat(denied(addresses(ELSEWHERE), chat().header(header, "10.0.0.1")).denial())
        .isEqualTo(Denial.IP_NOT_ALLOWED);
  }

  @Test
  void theAddressIsLookedAtBeforeTheScope() {
    scope = "other";
    assertThat(denied(addresses(ELSEWHERE), chat()).denial()).isEqualTo(Denial.IP_NOT_ALLOWED);
    assertThat(denied(addresses(HERE), chat()).denial()).isEqualTo(Denial.INSUFFICIENT_SCOPE);
  }

  @Test
  void aModelThatIsNotOnTheListIsRefusedWhetherItExistsOrNot() {
    catalog = PriceCatalog.EMPTY; // and no price is looked up
    for (var model : List.of("gpt-4o-mini", "gpt-9")) {
      var denied = denied(models(OTHERS), chat().with("model", new Fact.Text(model)));
      assertThat(denied.denial()).isEqualTo(Denial.MODEL_NOT_ALLOWED);
      assertThat(denied.param()).isEqualTo("model");
    }
    assertThat(denied(models(OTHERS), chat().with("model", new Fact.Text("o9"))).denial())
        .isEqualTo(Denial.PRICES_UNAVAILABLE);
  }

  @Test
  void theModelIsLookedAtAfterTheBodyAndNotInTheKeyPhase() {
    assertThat(denied(models(OTHERS), chat().with("n", new Fact.Decimal(0))).denial())
        .isEqualTo(Denial.INVALID_MEMBER);
    assertThat(decide(models(OTHERS), chat().keyPhase())).isInstanceOf(Decision.KeyAccepted.class);
    assertThat(decide(models(AllowedModels.of(List.of("gpt-4o*"))), chat()))
        .isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void aRequestMayCostAsMuchAsTheCapAndNoNanocreditMore() {
    var denied = denied(cap(HOLD_NANOCREDITS - 1), bounded());
    assertThat(denied.denial()).isEqualTo(Denial.REQUEST_TOO_EXPENSIVE);
    assertThat(denied.limitNanocredits()).isEqualTo(HOLD_NANOCREDITS - 1);
    assertThat(denied.message()).contains("up to 0.000075 ", "0.000074999.", "max_tokens");
    assertThat(decide(cap(HOLD_NANOCREDITS), bounded())).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void aCapOfZeroAndListsThatAreEmptyPermitNothing() {
    assertThat(denied(cap(0), bounded()).denial()).isEqualTo(Denial.REQUEST_TOO_EXPENSIVE);
    assertThat(denied(models(AllowedModels.NONE), chat()).denial())
        .isEqualTo(Denial.MODEL_NOT_ALLOWED);
    assertThat(denied(Restrictions.EVERYTHING, chat()).denial()).isEqualTo(Denial.IP_NOT_ALLOWED);
  }

  @Test
  void aModelThatDoesNotExistIsNotFoundBeforeItIsTooExpensive() {
    assertThat(denied(cap(0), chat().with("model", new Fact.Text("gpt-9"))).denial())
        .isEqualTo(Denial.MODEL_NOT_FOUND);
  }
}
