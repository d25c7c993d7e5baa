package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code /v1/moderations}: free, by an entry in the price book. */
final class ModerationsTest {
  private static final ModelPrice FREE =
      Samples.price(
          "omni-moderation-latest", "openai", ModelPrice.Kind.MODERATION, 0, 0, 32_768, 0);

  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());

  private Decision decide(ModelPrice price, Fact model) {
    var book = new PriceBook(Samples.VERSION, Instant.EPOCH, List.of(price));
    var quotes =
        new Quotes(() -> new PriceCatalog(List.of(book)), () -> Samples.PROVIDERS, Samples.CLOCK);
    var facts =
        new Samples.Facts("POST", "/v1/moderations")
            .header("authorization", "Bearer " + Samples.CALLER_KEY)
            .body(Map.of("model", model, "scanned", new Fact.Flag(true)));
    Pipelines.of(Samples.principal("llm:inference"), quotes, reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  @Test
  void nothingIsHeldForWhatIsFree() {
    decide(FREE, new Fact.Text("omni-moderation-latest"));
    assertThat(reservations.requests.getFirst().holdNanocredits()).isZero();
  }

  @Test
  void aRequestThatNamesNoModelHasTheUsualOne() {
    for (var fact : List.of(new Fact.Text(""), Fact.Absent.INSTANCE)) {
      assertThat(decide(FREE, fact)).isInstanceOf(Decision.Admitted.class);
      assertThat(reservations.requests.getFirst().model()).isEqualTo("omni-moderation-latest");
      caller.decisions.clear();
    }
  }

  @Test
  void whatIsNoNameIsNotTakenForNone() {
    decide(FREE, new Fact.Decimal(5));
    assertThat(caller.denied().param()).isEqualTo("model");
  }

  @Test
  void whatNoEntryMakesFreeIsRefused() {
    decide(Samples.CHAT, new Fact.Text(""));
    assertThat(caller.denied().denial()).isEqualTo(Denial.MODEL_NOT_FOUND);
  }
}
