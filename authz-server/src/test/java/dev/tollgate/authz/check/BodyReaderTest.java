package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyReaderTest {
  private static final List<String> NUMBERS =
      List.of("max_tokens", "max_completion_tokens", "n", "best_of");

  /** What a hostile client can make Envoy hand over. */
  static Stream<Fact> noWholeNumber() {
    return Stream.of(
        new Fact.Text("inf"),
        new Fact.Text("12"),
        new Fact.Text(""),
        new Fact.Flag(true),
        new Fact.Flag(false),
        new Fact.Structure(),
        new Fact.Decimal(0),
        new Fact.Decimal(-0.0),
        new Fact.Decimal(-5),
        new Fact.Decimal(1.5),
        new Fact.Decimal(0.999999),
        new Fact.Decimal(1e308),
        new Fact.Decimal(0x1p63),
        new Fact.Decimal(-0x1p63),
        new Fact.Decimal(1e9 + 1),
        new Fact.Decimal(Double.NaN),
        new Fact.Decimal(Double.POSITIVE_INFINITY),
        new Fact.Decimal(Double.NEGATIVE_INFINITY));
  }

  private static BodyReading read(Endpoint endpoint, String member, Fact fact) {
    var facts = Map.of("model", new Fact.Text("m"), member, fact);
    return BodyReader.read(endpoint, scanned(facts));
  }

  private static BodyReading read(String member, Fact fact) {
    if (member.equals("model")) {
      return BodyReader.read(Endpoint.CHAT_COMPLETIONS, scanned(Map.of("model", fact)));
    }
    return read(Endpoint.CHAT_COMPLETIONS, member, fact);
  }

  private static BodyFacts scanned(Map<String, Fact> facts) {
    return name ->
        name.equals(BodyFacts.SCANNED)
            ? new Fact.Flag(true)
            : facts.getOrDefault(name, Fact.Absent.INSTANCE);
  }

  @Test
  void aBodyThatTheScriptDidNotSeeIsNotUnderstood() {
    Map<String, Fact> facts = Map.of("model", new Fact.Text("m"));
    BodyFacts parsed = name -> facts.getOrDefault(name, Fact.Absent.INSTANCE);
    assertThat(BodyReader.read(Endpoint.CHAT_COMPLETIONS, parsed))
        .isEqualTo(Denied.of(Denial.NOT_UNDERSTOOD));
  }

  private static Denied refused(String member, Fact fact) {
    var reading = read(member, fact);
    assertThat(reading).as("%s: %s", member, fact).isInstanceOf(Denied.class);
    return (Denied) reading;
  }

  @ParameterizedTest
  @MethodSource("noWholeNumber")
  void aLimitThatIsNoWholeNumberInRangeIsRefusedByName(Fact fact) {
    for (var member : NUMBERS) {
      var denied = refused(member, fact);
      assertThat(denied.denial()).isEqualTo(Denial.INVALID_MEMBER);
      assertThat(denied.param()).isEqualTo(member);
      assertThat(denied.message()).startsWith(member + " must be a whole number from 1 to ");
    }
  }

  @Test
  void moreThanAHundredAndTwentyEightChoicesAreRefused() {
    assertThat(refused("n", new Fact.Decimal(129)).param()).isEqualTo("n");
    assertThat(((MeteredBody) read("n", new Fact.Decimal(128))).choices()).isEqualTo(128);
  }

  @Test
  void aModelMustBeAShortString() {
    for (var fact :
        List.of(
            Fact.Absent.INSTANCE,
            new Fact.Text(""),
            new Fact.Text("  "),
            new Fact.Text("m".repeat(257)),
            new Fact.Decimal(5),
            new Fact.Flag(true),
            new Fact.Structure())) {
      assertThat(refused("model", fact).param()).isEqualTo("model");
    }
  }

  @Test
  void streamMustBeABoolean() {
    for (var fact : List.of(new Fact.Text("yes"), new Fact.Decimal(1), new Fact.Structure())) {
      assertThat(refused("stream", fact).param()).isEqualTo("stream");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"priority", "flex", "scale", "AUTO", ""})
  void aServiceTierWithoutAPriceIsRefused(String tier) {
    assertThat(refused("service_tier", new Fact.Text(tier)).param()).isEqualTo("service_tier");
  }

  @Test
  void theUsualServiceTiersPass() {
    assertThat(read("service_tier", new Fact.Text("auto"))).isInstanceOf(MeteredBody.class);
    assertThat(read("service_tier", new Fact.Text("default"))).isInstanceOf(MeteredBody.class);
  }

  @Test
  void whatCannotBeMeteredIsRefusedByName() {
    var denied = refused("unmeterable", new Fact.Text("web_search_options"));
    assertThat(denied.denial()).isEqualTo(Denial.UNMETERABLE);
    assertThat(denied.param()).isEqualTo("web_search_options");
    assertThat(refused("unmeterable", new Fact.Flag(true)).denial()).isEqualTo(Denial.UNMETERABLE);
    assertThat(refused("background", new Fact.Flag(true)).param()).isEqualTo("background");
  }

  @Test
  void anEmbeddingThatPointsElsewhereHasNoBound() {
    var reading = read(Endpoint.EMBEDDINGS, "refs", new Fact.Flag(true));
    assertThat(((Denied) reading).denial()).isEqualTo(Denial.UNMETERABLE);
  }

  @Test
  void referencesAreAnythingThatEnvoySaysAboutThem() {
    assertThat(((MeteredBody) read("refs", new Fact.Flag(true))).refs()).isTrue();
    assertThat(((MeteredBody) read("refs", new Fact.Text("?"))).refs()).isTrue();
    assertThat(((MeteredBody) read("refs", new Fact.Flag(false))).refs()).isFalse();
    assertThat(((MeteredBody) read("previous_response_id", new Fact.Text("r"))).refs()).isTrue();
  }

  @Test
  void theLargerOfTwoLimitsAndOfTwoCountsBounds() {
    Map<String, Fact> facts =
        Map.of(
            "model", new Fact.Text("m"),
            "max_tokens", new Fact.Decimal(1),
            "max_completion_tokens", new Fact.Decimal(900),
            "n", new Fact.Decimal(2),
            "best_of", new Fact.Decimal(3));
    var body = (MeteredBody) BodyReader.read(Endpoint.CHAT_COMPLETIONS, scanned(facts));
    assertThat(body.outputTokensMax()).isEqualTo(900);
    assertThat(body.choices()).isEqualTo(3);
  }
}
