package dev.tollgate.local.mock;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of requests that must be JSON objects. */
final class JsonBodies {
  private static final ObjectMapper JSON = JsonMapper.shared();

  private JsonBodies() {}

  /** With OpenAI's refusal of any other. */
  static JsonNode ofOpenAi(byte[] body) throws Refusal {
    var json = object(body);
    if (json == null) {
      throw OpenAiRefusals.badRequest(
          null, "We could not parse the JSON body of your request: it must be a JSON object.");
    }
    return json;
  }

  /** Null if it is no JSON object. */
  static @Nullable JsonNode object(byte[] body) {
    try {
      var json = JSON.readTree(body);
      return json != null && json.isObject() ? json : null;
    } catch (JacksonException e) {
      return null;
    }
  }
}
