package dev.tollgate.local.mock;

import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The objects of one message, with the members in Anthropic's order. */
final class MessageShapes {
  private static final String[] WORDS = {
    "This", " message", " has", " as", " many", " words", " as", " it", " reports", " tokens",
  };

  private final String id =
      "msg_01" + UUID.randomUUID().toString().replace("-", "").substring(0, 22);
  private final String model;
  private final MessageUsage usage;

  MessageShapes(String model, MessageUsage usage) {
    this.model = model;
    this.usage = usage;
  }

  ObjectNode whole(String stopReason, boolean reportsUsage) {
    var json = envelope();
    var text = new StringBuilder();
    for (int number = 0; number < usage.output(); number++) {
      text.append(word(number));
    }
    json.putArray("content").addObject().put("type", "text").put("text", text.toString());
    json.put("stop_reason", stopReason).putNull("stop_sequence");
    if (reportsUsage) {
      json.set("usage", usage.json(usage.output()));
    }
    return json;
  }

  /** The first event: all of the input, and one token of output. */
  ObjectNode start() {
    var json = event("message_start");
    var message = envelope();
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", usage.json(Math.min(1, usage.output())));
    json.set("message", message);
    return json;
  }

  ObjectNode blockStart() {
    var json = event("content_block_start").put("index", 0);
    json.putObject("content_block").put("type", "text").put("text", "");
    return json;
  }

  ObjectNode delta(int number) {
    var json = event("content_block_delta").put("index", 0);
    json.putObject("delta").put("type", "text_delta").put("text", word(number));
    return json;
  }

  ObjectNode blockStop() {
    return event("content_block_stop").put("index", 0);
  }

  ObjectNode end(String stopReason) {
    var json = event("message_delta");
    json.putObject("delta").put("stop_reason", stopReason).putNull("stop_sequence");
    json.set("usage", usage.finalJson());
    return json;
  }

  static ObjectNode event(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private ObjectNode envelope() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model", model)
        .put("id", id)
        .put("type", "message")
        .put("role", "assistant");
  }

  private static String word(int number) {
    return WORDS[number % WORDS.length];
  }
}
