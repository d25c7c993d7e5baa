package dev.tollgate.local.mock;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request for a response, checked as OpenAI checks it.
 *
 * @param instructions echoed in the answer, in each of its events that has the response; null if
 *     there are none
 * @param texts the text of each item of the input, and the instructions
 */
record ResponseRequest(
    boolean stream,
    @Nullable String instructions,
    List<String> texts,
    @Nullable Integer outputTokensMax,
    Directives directives) {
  private static final int OUTPUT_TOKENS_MIN = 16;

  static ResponseRequest parse(JsonNode body) throws Refusal {
    if (body.hasNonNull("messages")) {
      throw OpenAiRefusals.badRequest(
          "messages",
          "Unsupported parameter: 'messages'. In the Responses API, this parameter has moved to"
              + " 'input'.");
    }
    var input = body.path("input");
    if (!input.isString() && (!input.isArray() || input.isEmpty())) {
      throw OpenAiRefusals.badRequest("input", "Missing required parameter: 'input'.");
    }
    var texts =
        new ArrayList<>(input.isString() ? List.of(input.stringValue()) : ChatRequest.texts(input));
    var instructions = body.path("instructions").asString(null);
    if (instructions != null) {
      texts.addFirst(instructions);
    }
    try {
      return new ResponseRequest(
          body.path("stream").asBoolean(false),
          instructions,
          texts,
          limit(body.path("max_output_tokens")),
          Directives.in(texts.getLast()));
    } catch (IllegalArgumentException e) {
      throw OpenAiRefusals.badRequest("input", String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Integer limit(JsonNode max) throws Refusal {
    if (max.isMissingNode() || max.isNull()) {
      return null;
    }
    if (!max.isInt() || max.intValue() < OUTPUT_TOKENS_MIN) {
      throw OpenAiRefusals.badRequest(
          "max_output_tokens",
          "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16.");
    }
    return max.intValue();
  }

  Usage usage(Behaviour behaviour) {
    int wanted = TokenRules.output(behaviour, directives);
    return new Usage(
        directives.tokens("prompt", TokenRules.ofPrompt(texts)),
        directives.tokens("cached"),
        outputTokensMax == null ? wanted : Math.min(wanted, outputTokensMax),
        directives.tokens("reasoning"));
  }

  /** Whether the answer ends at its limit. */
  boolean isCutByItsLimit(Usage usage) {
    return outputTokensMax != null && usage.completionTokens() == outputTokensMax;
  }
}
