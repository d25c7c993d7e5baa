package dev.tollgate.local.mock;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Token counts as Anthropic reports them: what concerns the cache comes on top of the input. */
record MessageUsage(int input, int cacheRead, int write5m, int write1h, int output) {
  /** As a whole answer and the first event of a stream have it. */
  ObjectNode json(int outputSoFar) {
    var json = counts();
    json.putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", write5m)
        .put("ephemeral_1h_input_tokens", write1h);
    return json.put("output_tokens", outputSoFar).put("service_tier", "standard");
  }

  /** As the last but one event of a stream has it. */
  ObjectNode finalJson() {
    return counts().put("output_tokens", output);
  }

  private ObjectNode counts() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("input_tokens", input)
        .put("cache_creation_input_tokens", write5m + write1h)
        .put("cache_read_input_tokens", cacheRead);
  }

  /** The same for the record: all input together. */
  Usage forRecord() {
    return new Usage(input + cacheRead + write5m + write1h, cacheRead, output, 0);
  }
}
