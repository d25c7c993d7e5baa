package dev.tollgate.local.mock;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A message, checked as Anthropic checks it. */
record MessageRequest(boolean stream, int maxTokens, List<String> texts, Directives directives) {
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
    return new MessageUsage(
        directives.tokens("prompt", TokenRules.ofPrompt(texts)),
        directives.tokens("cached"),
        directives.tokens("write"),
        directives.tokens("hour"),
        Math.min(TokenRules.output(behaviour, directives), maxTokens));
  }

  String stopReason(MessageUsage usage) {
    return usage.output() == maxTokens ? "max_tokens" : "end_turn";
  }
}
