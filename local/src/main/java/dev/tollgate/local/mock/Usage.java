package dev.tollgate.local.mock;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Token counts as OpenAI reports them: cached is part of prompt, reasoning of completion. */
record Usage(int promptTokens, int cachedTokens, int completionTokens, int reasoningTokens) {
  static final Usage NONE = new Usage(0, 0, 0, 0);

  Usage {
    cachedTokens = Math.min(cachedTokens, promptTokens);
    reasoningTokens = Math.min(reasoningTokens, completionTokens);
  }

  /** After so many words. */
  Usage soFar(int words) {
    return new Usage(promptTokens, cachedTokens, reasoningTokens + words, reasoningTokens);
  }

  ObjectNode chatJson() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("prompt_tokens", promptTokens);
    json.put("completion_tokens", completionTokens);
    json.put("total_tokens", promptTokens + completionTokens);
    json.putObject("prompt_tokens_details")
        .put("cached_tokens", cachedTokens)
        .put("audio_tokens", 0);
    json.putObject("completion_tokens_details")
        .put("reasoning_tokens", reasoningTokens)
        .put("audio_tokens", 0)
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return json;
  }

  ObjectNode completionJson() {
    var json = JsonNodeFactory.instance.objectNode().put("prompt_tokens", promptTokens);
    json.put("completion_tokens", completionTokens);
    return json.put("total_tokens", promptTokens + completionTokens);
  }

  ObjectNode responseJson() {
    var json = JsonNodeFactory.instance.objectNode().put("input_tokens", promptTokens);
    json.putObject("input_tokens_details").put("cached_tokens", cachedTokens);
    json.put("output_tokens", completionTokens);
    json.putObject("output_tokens_details").put("reasoning_tokens", reasoningTokens);
    return json.put("total_tokens", promptTokens + completionTokens);
  }

  ObjectNode embeddingsJson() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("prompt_tokens", promptTokens).put("total_tokens", promptTokens);
    return json;
  }
}
