package dev.tollgate.local.mock;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The objects of one response, with the members in OpenAI's order. */
final class ResponseShapes {
  private static final String[] WORDS = {
    "This", " response", " has", " as", " many", " words", " as", " it", " reports", " tokens",
  };

  private final String id = "resp_" + UUID.randomUUID().toString().replace("-", "");
  private final String item = "msg_" + UUID.randomUUID().toString().replace("-", "");
  private final String model;
  private final ResponseRequest request;
  private final Usage usage;
  private final long createdSeconds;
  private int sequence;

  ResponseShapes(String model, ResponseRequest request, Usage usage, long createdSeconds) {
    this.model = model;
    this.request = request;
    this.usage = usage;
    this.createdSeconds = createdSeconds;
  }

  /** Words that show; reasoning does not. */
  int words() {
    return usage.completionTokens() - usage.reasoningTokens();
  }

  /** How it ends: {@code completed}, or {@code incomplete} where the limit cut it. */
  String ending() {
    return request.isCutByItsLimit(usage) ? "incomplete" : "completed";
  }

  ObjectNode whole(boolean reportsUsage) {
    return response(ending(), reportsUsage);
  }

  ObjectNode begun(String type) {
    return event(type).set("response", response("in_progress", false));
  }

  ObjectNode ended(boolean reportsUsage) {
    return event("response." + ending()).set("response", response(ending(), reportsUsage));
  }

  ObjectNode failed() {
    return event("response.failed").set("response", response("failed", false));
  }

  ObjectNode itemAdded() {
    var json = event("response.output_item.added").put("output_index", 0);
    json.set("item", message("in_progress", null));
    return json;
  }

  ObjectNode partAdded() {
    var json = part("response.content_part.added");
    json.set("part", text(""));
    return json;
  }

  ObjectNode delta(int number) {
    var json = part("response.output_text.delta").put("delta", word(number));
    json.putArray("logprobs");
    return json.put("obfuscation", "x".repeat(number % 14));
  }

  ObjectNode itemDone() {
    var json = event("response.output_item.done").put("output_index", 0);
    json.set("item", message("completed", allWords()));
    return json;
  }

  private ObjectNode part(String type) {
    return event(type).put("item_id", item).put("output_index", 0).put("content_index", 0);
  }

  private ObjectNode event(String type) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("sequence_number", sequence++);
  }

  private ObjectNode response(String status, boolean withUsage) {
    boolean over = status.equals("completed") || status.equals("incomplete");
    var json = JsonNodeFactory.instance.objectNode().put("id", id).put("object", "response");
    json.put("created_at", createdSeconds).put("status", status).put("background", false);
    if (status.equals("failed")) {
      json.putObject("error").put("code", "server_error").put("message", "It failed as asked.");
    } else {
      json.putNull("error");
    }
    if (status.equals("incomplete")) {
      json.putObject("incomplete_details").put("reason", "max_output_tokens");
    } else {
      json.putNull("incomplete_details");
    }
    json.put("instructions", request.instructions());
    json.put("max_output_tokens", request.outputTokensMax());
    json.put("model", model);
    var output = json.putArray("output");
    if (over) {
      output.add(message(status, allWords()));
    }
    json.put("parallel_tool_calls", true).putNull("previous_response_id");
    json.putObject("reasoning").putNull("effort").putNull("summary");
    json.put("service_tier", "default").put("store", true).put("temperature", 1.0);
    json.putObject("text").putObject("format").put("type", "text");
    json.put("tool_choice", "auto").putArray("tools");
    json.put("top_p", 1.0).put("truncation", "disabled");
    if (over && withUsage) {
      json.set("usage", usage.responseJson());
    } else {
      json.putNull("usage");
    }
    json.putNull("user").putObject("metadata");
    return json;
  }

  private ObjectNode message(String status, @Nullable String words) {
    var json = JsonNodeFactory.instance.objectNode().put("id", item).put("type", "message");
    var content = json.put("status", status).putArray("content");
    if (words != null) {
      content.add(text(words));
    }
    return json.put("role", "assistant");
  }

  private static ObjectNode text(String words) {
    var json = JsonNodeFactory.instance.objectNode().put("type", "output_text");
    json.putArray("annotations");
    json.putArray("logprobs");
    return json.put("text", words);
  }

  private String allWords() {
    var all = new StringBuilder();
    for (int number = 0; number < words(); number++) {
      all.append(word(number));
    }
    return all.toString();
  }

  private static String word(int number) {
    return WORDS[number % WORDS.length];
  }
}
