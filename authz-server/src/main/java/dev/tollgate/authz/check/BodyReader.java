package dev.tollgate.authz.check;

import static java.lang.Math.max;

import dev.tollgate.pricing.ModelPrice;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks types and ranges of the members that decide a request's price. Envoy hands them over as
 * the client wrote them; a member that is not what it must be is refused, never guessed at.
 */
final class BodyReader {
  private static final long TOKENS_MAX = 1_000_000_000;
  private static final long CHOICES_MAX = 128;
  private static final int MODEL_CHARACTERS_MAX = 256;
  static final String MODEL_WANTED = "a string of 1 to " + MODEL_CHARACTERS_MAX + " characters";

  /** Those that cost what the price book says. */
  private static final Set<String> OPENAI_TIERS = Set.of("auto", "default");

  private static final Set<String> ANTHROPIC_TIERS = Set.of("auto", "standard_only");

  private BodyReader() {}

  static BodyReading read(Endpoint endpoint, BodyFacts facts) {
    if (endpoint.takesForm()) {
      return FormReader.read(endpoint, facts);
    }
    if (facts.get(BodyFacts.ERROR).said()) {
      return Denied.of(Denial.INVALID_JSON);
    }
    if (!facts.get(BodyFacts.SCANNED).isTrue()) {
      return Denied.of(Denial.NOT_UNDERSTOOD);
    }
    var refusal = unsupported(endpoint, facts);
    if (refusal != null) {
      return refusal;
    }
    var model = model(endpoint, facts.get("model"));
    if (model == null) {
      return invalid("model", MODEL_WANTED);
    }
    Long limit = null;
    for (var name : endpoint.limits()) {
      var fact = facts.get(name);
      if (!absentOrWhole(fact, TOKENS_MAX)) {
        return invalid(name, "a whole number from 1 to " + TOKENS_MAX);
      }
      // Servers disagree on which one counts, so the larger one bounds the answer.
      limit = larger(limit, whole(fact));
    }
    if (endpoint.limitsItself() && !facts.get("max_tokens").said()) {
      return invalid("max_tokens", "a whole number from 1 to " + TOKENS_MAX);
    }
    for (var name : new String[] {"n", "best_of"}) {
      if (!absentOrWhole(facts.get(name), CHOICES_MAX)) {
        return invalid(name, "a whole number from 1 to " + CHOICES_MAX);
      }
    }
    boolean image = endpoint.kind() == ModelPrice.Kind.IMAGE;
    var picture = image ? picture(facts) : Picture.ANY;
    if (picture == null) {
      return invalid("size", "a string, as must quality");
    }
    if (image && facts.get("stream").isTrue() && several(facts)) {
      return invalid("n", "1 where stream is true: of several images in events no usage is known");
    }
    long characters = endpoint == Endpoint.SPEECH ? orZero(whole(facts.get("characters"))) : 0;
    if (endpoint == Endpoint.SPEECH && characters == 0) {
      return invalid("input", "a text of at least one character");
    }
    // Envoy's scan says it: each prompt is answered.
    long prompts =
        endpoint == Endpoint.COMPLETIONS ? max(1, orOne(whole(facts.get("prompts")))) : 1;
    return new MeteredBody(
        model,
        facts.get("stream").isTrue(),
        facts.get("include_usage").isTrue(),
        limit,
        prompts * max(orOne(whole(facts.get("n"))), orOne(whole(facts.get("best_of")))),
        refs(facts),
        facts.get("tools").said(),
        picture,
        characters);
  }

  /** Envoy says an empty one where there is none; null if it is no model. */
  static @Nullable String model(Endpoint endpoint, Fact fact) {
    var usual = endpoint.usualModel();
    if (fact instanceof Fact.Text(var text)) {
      if (text.isEmpty() && usual != null) {
        return usual;
      }
      return text.isBlank() || text.length() > MODEL_CHARACTERS_MAX ? null : text;
    }
    return fact.equals(Fact.Absent.INSTANCE) ? usual : null;
  }

  /** Null if it is not as it must be. */
  private static @Nullable Picture picture(BodyFacts facts) {
    var size = facts.get("size");
    var quality = facts.get("quality");
    if (!absentOrText(size) || !absentOrText(quality)) {
      return null;
    }
    return size.said() || quality.said() ? new Picture(text(size), text(quality)) : Picture.ANY;
  }

  private static boolean several(BodyFacts facts) {
    return orOne(whole(facts.get("n"))) > 1;
  }

  private static @Nullable Denied unsupported(Endpoint endpoint, BodyFacts facts) {
    var unmeterable = facts.get("unmeterable");
    if (unmeterable instanceof Fact.Text(var member)) {
      return unmeterable(member);
    }
    if (unmeterable.said()) {
      return Denied.of(Denial.UNMETERABLE);
    }
    if (facts.get("background").said()) {
      return unmeterable("background");
    }
    if (endpoint == Endpoint.EMBEDDINGS && refs(facts)) {
      return unmeterable("input");
    }
    var noFlag = noFlag("stream", facts.get("stream"));
    if (noFlag != null) {
      return noFlag;
    }
    return switch (facts.get("service_tier")) {
      case Fact.Absent() -> null;
      case Fact.Text(var tier) when tiers(endpoint).contains(tier) -> null;
      case Fact.Text _ -> unmeterable("service_tier");
      case Fact.Decimal _, Fact.Flag _, Fact.Structure _ -> invalid("service_tier", "a string");
    };
  }

  private static Set<String> tiers(Endpoint endpoint) {
    return switch (endpoint.api()) {
      case OPENAI -> OPENAI_TIERS;
      case ANTHROPIC -> ANTHROPIC_TIERS;
      case SERVICE -> throw new IllegalStateException(endpoint + " is an LLM's");
    };
  }

  /** Anything that Envoy's scan says about references counts as one, as does an earlier answer. */
  private static boolean refs(BodyFacts facts) {
    return facts.get("refs").said() || facts.get("previous_response_id").said();
  }

  private static Denied unmeterable(String member) {
    return Denied.of(
        Denial.UNMETERABLE, member, "The cost of " + member + " cannot be metered. Leave it out.");
  }

  static Denied invalid(String member, String wanted) {
    return Denied.of(Denial.INVALID_MEMBER, member, member + " must be " + wanted + ".");
  }

  /** Refuses a member that is neither absent nor a truth. */
  static @Nullable Denied noFlag(String member, Fact fact) {
    return fact instanceof Fact.Absent || fact instanceof Fact.Flag
        ? null
        : invalid(member, "true or false");
  }

  private static boolean absentOrWhole(Fact fact, long max) {
    return switch (fact) {
      case Fact.Absent() -> true;
      // Not a number compares as false; from here on the value fits a long exactly.
      case Fact.Decimal(double value) -> value >= 1 && value <= max && value == Math.rint(value);
      case Fact.Text _, Fact.Flag _, Fact.Structure _ -> false;
    };
  }

  private static @Nullable Long whole(Fact fact) {
    return fact instanceof Fact.Decimal(double value) ? (long) value : null;
  }

  private static boolean absentOrText(Fact fact) {
    return fact instanceof Fact.Absent || fact instanceof Fact.Text;
  }

  private static String text(Fact fact) {
    return fact instanceof Fact.Text(var text) ? text : "";
  }

  private static @Nullable Long larger(@Nullable Long a, @Nullable Long b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return max(a, b);
  }

  private static long orOne(@Nullable Long value) {
    return value == null ? 1 : value;
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
