package dev.tollgate.local.mock;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a model behaves.
 *
 * @param errorStatus the status of the error it always answers, 0 for none
 * @param fixedOutputTokens tokens of output whatever was asked for, 0 for the usual rule
 */
record Behaviour(
    int errorStatus,
    Duration delay,
    boolean hangs,
    Break breaks,
    boolean reportsUsage,
    int fixedOutputTokens) {
  /** What happens in the middle of an answer. */
  enum Break {
    NONE,
    /** The connection dies. */
    CUT,
    /** A stream says that it cannot go on; an answer in one piece is not affected. */
    ERROR
  }

  static final Behaviour NORMAL = new Behaviour(0, Duration.ZERO, false, Break.NONE, true, 0);

  private static final Pattern OPENAI =
      Pattern.compile(
          "(gpt-|chatgpt-|o\\d|text-embedding-|dall-e-|tts-|whisper-1|davinci-|babbage-|llama-).*|.+/.+");
  private static final Pattern ANTHROPIC = Pattern.compile("claude-.*");
  private static final Map<String, Behaviour> MOCKS =
      Map.ofEntries(
          Map.entry("slow", new Behaviour(0, Duration.ofSeconds(3), false, Break.NONE, true, 0)),
          Map.entry("error-400", error(400)),
          Map.entry("error-429", error(429)),
          Map.entry("error-500", error(500)),
          Map.entry("error-503", error(503)),
          Map.entry("error-529", error(529)),
          Map.entry("hang", new Behaviour(0, Duration.ZERO, true, Break.NONE, true, 0)),
          Map.entry("cut", new Behaviour(0, Duration.ZERO, false, Break.CUT, true, 0)),
          Map.entry("broken", new Behaviour(0, Duration.ZERO, false, Break.ERROR, true, 0)),
          Map.entry("no-usage", new Behaviour(0, Duration.ZERO, false, Break.NONE, false, 0)),
          Map.entry("per-request", NORMAL),
          Map.entry("hold5", new Behaviour(0, Duration.ZERO, false, Break.NONE, true, 20)));

  /**
   * Of a model that is asked for as OpenAI's are, or {@code mock-...}; refused if there is no such
   * model.
   */
  static Behaviour ofOpenAi(String model) throws Refusal {
    var behaviour = of(model, OPENAI, "mock-");
    if (behaviour == null) {
      throw OpenAiRefusals.unknownModel(model);
    }
    return behaviour;
  }

  /** As {@link #ofOpenAi}; a model that stands for an error is refused with it at once. */
  static Behaviour answeringOfOpenAi(String model) throws Refusal {
    var behaviour = ofOpenAi(model);
    if (behaviour.errorStatus() != 0) {
      throw OpenAiRefusals.onDemand(behaviour.errorStatus());
    }
    return behaviour;
  }

  /** Of a model of Anthropic, or {@code mock-claude-...}; null if there is no such model. */
  static @Nullable Behaviour ofAnthropic(String model) {
    return of(model, ANTHROPIC, "mock-claude-");
  }

  private static @Nullable Behaviour of(String model, Pattern real, String prefix) {
    if (real.matcher(model).matches()) {
      return NORMAL;
    }
    return model.startsWith(prefix) ? MOCKS.get(model.substring(prefix.length())) : null;
  }

  private static Behaviour error(int status) {
    return new Behaviour(status, Duration.ZERO, false, Break.NONE, true, 0);
  }
}
