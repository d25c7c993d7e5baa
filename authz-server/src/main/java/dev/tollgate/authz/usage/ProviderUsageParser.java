package dev.tollgate.authz.usage;

import dev.tollgate.authz.usage.ProviderUsage.Counted;
import dev.tollgate.authz.usage.ProviderUsage.None;
import dev.tollgate.authz.usage.ProviderUsage.Unusable;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.Units;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns the {@code usage} of a line into disjoint classes of tokens.
 *
 * <p>OpenAI's {@code cached_input} and {@code audio_input} are part of {@code input}, its {@code
 * reasoning} and {@code audio_output} part of {@code output}. Anthropic's {@code cache_read} and
 * {@code cache_write} come on top of {@code input}; {@code cache_write_1h} is part of {@code
 * cache_write}.
 */
final class ProviderUsageParser {
  private static final int MODEL_CHARACTERS_MAX = 256;

  private static final String SECONDS = "seconds";

  private static final List<String> COUNTS =
      List.of(
          "input",
          "cached_input",
          "audio_input",
          "cache_read",
          "cache_write",
          "cache_write_1h",
          "output",
          "output_first",
          "reasoning",
          "audio_output",
          SECONDS);

  /** Events after which a provider's counts stand still. Without a type, every usage is final. */
  private static final Set<String> LAST_EVENTS =
      Set.of(
          "message_stop",
          "response.completed",
          "response.incomplete",
          "response.failed",
          "response.cancelled",
          "image_generation.completed",
          "transcript.text.done");

  private ProviderUsageParser() {}

  /** Judges all of it together: one bad count spoils the rest. */
  static ProviderUsage parse(@Nullable JsonNode usage, AnswerShape shape) {
    if (usage == null) {
      return new None("", false, false);
    }
    var members = new LineMembers(usage);
    var model = members.hintText("model", MODEL_CHARACTERS_MAX);
    boolean error =
        present(usage, "error")
            || members.hintText("last_event", MODEL_CHARACTERS_MAX).equals("error");
    if (COUNTS.stream().noneMatch(name -> present(usage, name))) {
      boolean begun =
          shape == AnswerShape.RESPONSES ? present(usage, "output_index") : !model.isEmpty();
      return new None(model, error, begun);
    }
    boolean inputAlone = shape == AnswerShape.INPUT_ALONE;
    try {
      boolean outputTold = inputAlone || present(usage, "output");
      if (present(usage, SECONDS) && !present(usage, "input")) {
        return new Counted(TokenCounts.NONE, seconds(usage), true, true, model, error);
      }
      return new Counted(
          tokens(usage, inputAlone), 0, outputTold, last(usage, members), model, error);
    } catch (UnreadableLineException unusable) {
      return new Unusable(unusable.defect(), unusable.reason(), model, error);
    }
  }

  /**
   * Anthropic's last counts come with the reason why the answer ended; before them only the output
   * of its first event is known.
   */
  private static boolean last(JsonNode usage, LineMembers members) {
    var event = members.hintText("last_event", MODEL_CHARACTERS_MAX);
    return event.isEmpty()
        || LAST_EVENTS.contains(event)
        || (present(usage, "stop_reason") && present(usage, "output"));
  }

  private static TokenCounts tokens(JsonNode usage, boolean inputAlone)
      throws UnreadableLineException {
    if (!present(usage, "input")) {
      throw new UnreadableLineException(Defect.MISSING, "input is missing");
    }
    var output = present(usage, "output") ? "output" : "output_first";
    if (!present(usage, output) && !inputAlone) {
      throw new UnreadableLineException(Defect.MISSING, "output is missing");
    }
    long cachedInput = count(usage, "cached_input");
    long cacheRead = count(usage, "cache_read");
    if (cachedInput > 0 && cacheRead > 0) {
      throw new UnreadableLineException(
          Defect.CONTRADICTION, "cached_input and cache_read contradict each other");
    }
    long cacheWrite1h = count(usage, "cache_write_1h");
    long audioInput = count(usage, "audio_input");
    long reasoning = count(usage, "reasoning");
    long audioOutput = count(usage, "audio_output");
    return new TokenCounts(
        rest("input", count(usage, "input"), cachedInput + audioInput),
        cachedInput + cacheRead,
        rest("cache_write", count(usage, "cache_write"), cacheWrite1h),
        cacheWrite1h,
        rest("output", count(usage, output), reasoning + audioOutput),
        reasoning,
        audioInput,
        audioOutput);
  }

  private static boolean present(JsonNode usage, String name) {
    var value = usage.get(name);
    return value != null && !value.isNull();
  }

  /** 0 if absent. A whole number may come in floating point: Envoy keeps every number so. */
  private static long count(JsonNode usage, String name) throws UnreadableLineException {
    if (!present(usage, name)) {
      return 0;
    }
    var value = usage.get(name);
    var defect = value.isNumber() ? defect(value.doubleValue(), TokenCounts.MAX) : Defect.TYPE;
    if (defect != null) {
      throw new UnreadableLineException(defect, name + " is no count of tokens");
    }
    return (long) value.doubleValue();
  }

  private static @Nullable Defect defect(double count, long max) {
    if (count < 0) {
      return Defect.NEGATIVE;
    }
    if (!(count <= max)) {
      return Defect.ABSURD;
    }
    return count == Math.rint(count) ? null : Defect.FRACTION;
  }

  /** Every second that has begun. */
  private static long seconds(JsonNode usage) throws UnreadableLineException {
    var value = usage.get(SECONDS);
    double seconds = value.isNumber() ? Math.ceil(value.doubleValue()) : Double.NaN;
    var defect = value.isNumber() ? defect(seconds, Units.MAX) : Defect.TYPE;
    if (defect != null) {
      throw new UnreadableLineException(defect, SECONDS + " is no number of seconds");
    }
    return (long) seconds;
  }

  private static long rest(String name, long whole, long parts) throws UnreadableLineException {
    if (parts > whole) {
      throw new UnreadableLineException(Defect.CONTRADICTION, name + " is less than its parts");
    }
    return whole - parts;
  }
}
