package dev.tollgate.local.mock;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A chat completion, checked as OpenAI checks it.
 *
 * @param runningUsage whether each event of a stream is to have the usage so far, as vLLM offers it
 * @param texts the text of each message
 * @param outputTokensMax of one choice, null for no limit
 */
record ChatRequest(
    String model,
    boolean stream,
    boolean includeUsage,
    boolean runningUsage,
    List<String> texts,
    @Nullable Integer outputTokensMax,
    int choices) {
  private static final int CHOICES_MAX = 128;

  static ChatRequest parse(JsonNode body) throws Refusal {
    boolean stream = body.path("stream").asBoolean(false);
    if (!stream && body.hasNonNull("stream_options")) {
      throw OpenAiRefusals.badRequest(
          "stream_options",
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    if (!body.path("messages").isArray() || body.path("messages").isEmpty()) {
      throw OpenAiRefusals.badRequest("messages", "Missing required parameter: 'messages'.");
    }
    int choices = body.path("n").asInt(1);
    if (choices < 1 || choices > CHOICES_MAX) {
      throw OpenAiRefusals.badRequest("n", "Invalid 'n': expected an integer from 1 to 128.");
    }
    return new ChatRequest(
        body.path("model").asString(""),
        stream,
        body.path("stream_options").path("include_usage").asBoolean(false),
        body.path("stream_options").path("continuous_usage_stats").asBoolean(false),
        texts(body.path("messages")),
        limit(body),
        choices);
  }

  private static @Nullable Integer limit(JsonNode body) throws Refusal {
    for (String name : List.of("max_completion_tokens", "max_tokens")) {
      if (body.hasNonNull(name)) {
        if (!body.path(name).isInt() || body.path(name).intValue() < 1) {
          throw OpenAiRefusals.badRequest(
              name, "Invalid '" + name + "': expected an integer from 1 on.");
        }
        return body.path(name).intValue();
      }
    }
    return null;
  }

  static List<String> texts(JsonNode messages) {
    var texts = new ArrayList<String>();
    for (JsonNode message : messages) {
      var content = message.path("content");
      var text = new StringBuilder(content.isString() ? content.stringValue() : "");
      for (JsonNode part : content.isArray() ? content : List.<JsonNode>of()) {
        text.append(part.path("text").asString(""));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  Directives directives() throws Refusal {
    try {
      return Directives.in(texts.getLast());
    } catch (IllegalArgumentException e) {
      throw OpenAiRefusals.badRequest("messages", String.valueOf(e.getMessage()));
    }
  }

  /** Tokens of one choice: no more than the request's limit. */
  private int outputTokens(Behaviour behaviour, Directives directives) {
    int wanted = TokenRules.output(behaviour, directives);
    return outputTokensMax == null ? wanted : Math.min(wanted, outputTokensMax);
  }

  boolean isCutByItsLimit(Behaviour behaviour, Directives directives) {
    return outputTokensMax != null && outputTokens(behaviour, directives) == outputTokensMax;
  }

  /** The output of all choices together. */
  Usage usage(Behaviour behaviour, Directives directives) {
    return new Usage(
        directives.tokens("prompt", TokenRules.ofPrompt(texts)),
        directives.tokens("cached"),
        choices * outputTokens(behaviour, directives),
        choices * directives.tokens("reasoning"));
  }
}
