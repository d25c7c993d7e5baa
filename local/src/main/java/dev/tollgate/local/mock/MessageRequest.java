package dev.tollgate.local.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A message, checked as Anthropic checks it. */
record MessageRequest(boolean stream, int maxTokens, List<String> texts, Directives directives) {
  private static final int USUAL_OUTPUT_TOKENS = 16;
  private static final int TOKENS_PER_REQUEST = 3;
  private static final int TOKENS_PER_MESSAGE = 4;
  private static final int BYTES_PER_TOKEN = 4;

  static MessageRequest parse(JsonNode body, @Nullable String version) throws Refusal {
    if (version == null) {
      throw AnthropicRefusals.badRequest("anthropic-version: header is required");
    }
    if (!body.path("max_tokens").isInt()) {
      throw AnthropicRefusals.badRequest("max_tokens: Field required");
    }
    if (body.path("max_tokens").intValue() < 1) {
      throw AnthropicRefusals.badRequest("max_tokens: Input should be greater than or equal to 1");
    }
    if (!body.path("messages").isArray() || body.path("messages").isEmpty()) {
      throw AnthropicRefusals.badRequest("messages: at least one message is required");
    }
    if (body.has("stream_options")) {
      throw AnthropicRefusals.badRequest("stream_options: Extra inputs are not permitted");
    }
    var texts = ChatRequest.texts(body.path("messages"));
    try {
      return new MessageRequest(
          body.path("stream").asBoolean(false),
          body.path("max_tokens").intValue(),
          texts,
          Directives.in(texts.getLast()));
    } catch (IllegalArgumentException e) {
      throw AnthropicRefusals.badRequest("messages: " + e.getMessage());
    }
  }

  MessageUsage usage(Behaviour behaviour) {
    int wanted =
        behaviour.fixedOutputTokens() > 0
            ? behaviour.fixedOutputTokens()
            : directives.tokens("output", USUAL_OUTPUT_TOKENS);
    return new MessageUsage(
        directives.tokens("prompt", promptTokens()),
        directives.tokens("cached"),
        directives.tokens("write"),
        directives.tokens("hour"),
        Math.min(wanted, maxTokens));
  }

  String stopReason(MessageUsage usage) {
    return usage.output() == maxTokens ? "max_tokens" : "end_turn";
  }

  private int promptTokens() {
    int tokens = TOKENS_PER_REQUEST;
    for (String text : texts) {
      tokens += TOKENS_PER_MESSAGE + Math.ceilDiv(text.getBytes(UTF_8).length, BYTES_PER_TOKEN);
    }
    return tokens;
  }
}
