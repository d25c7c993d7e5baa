package dev.tollgate.local.mock;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The objects of one chat completion. */
final class ChatShapes {
  /** OpenAI answers with the name of the snapshot that it chose. */
  private static final Map<String, String> SNAPSHOTS =
      Map.of("gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-mini", "gpt-4o-mini-2024-07-18");

  private static final String[] WORDS = {
    "This", "mock", "answers", "with", "as", "many", "words", "as", "it", "reports", "tokens",
  };

  private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
  private final String model;
  private final long createdSeconds;

  ChatShapes(String model, long createdSeconds) {
    this.model = SNAPSHOTS.getOrDefault(model, model);
    this.createdSeconds = createdSeconds;
  }

  ObjectNode completion(int choices, int wordsEach, String finish, @Nullable Usage usage) {
    var json = envelope("chat.completion");
    var all = json.putArray("choices");
    for (int index = 0; index < choices; index++) {
      var choice = all.addObject().put("index", index);
      var message = choice.putObject("message").put("role", "assistant");
      message.put("content", text(wordsEach)).putNull("refusal").putArray("annotations");
      choice.putNull("logprobs").put("finish_reason", finish);
    }
    if (usage != null) {
      json.set("usage", usage.chatJson());
    }
    return json.put("service_tier", "default").put("system_fingerprint", "fp_mock");
  }

  ObjectNode first(int index, boolean includeUsage) {
    var delta = JsonNodeFactory.instance.objectNode();
    delta.put("role", "assistant").put("content", "").putNull("refusal");
    return chunk(index, delta, null, includeUsage);
  }

  ObjectNode word(int index, int number, boolean includeUsage) {
    var delta = JsonNodeFactory.instance.objectNode().put("content", word(number));
    return chunk(index, delta, null, includeUsage);
  }

  ObjectNode last(int index, String finish, boolean includeUsage) {
    return chunk(index, JsonNodeFactory.instance.objectNode(), finish, includeUsage);
  }

  ObjectNode usage(Usage usage) {
    var json = streamEnvelope();
    json.putArray("choices");
    json.set("usage", usage.chatJson());
    return json;
  }

  private ObjectNode chunk(
      int index, ObjectNode delta, @Nullable String finish, boolean includeUsage) {
    var json = streamEnvelope();
    var choice = json.putArray("choices").addObject().put("index", index);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finish);
    if (includeUsage) {
      json.putNull("usage");
    }
    return json;
  }

  private ObjectNode streamEnvelope() {
    return envelope("chat.completion.chunk")
        .put("service_tier", "default")
        .put("system_fingerprint", "fp_mock");
  }

  private ObjectNode envelope(String object) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", object)
        .put("created", createdSeconds)
        .put("model", model);
  }

  private static String text(int words) {
    var text = new StringBuilder();
    for (int number = 0; number < words; number++) {
      text.append(word(number));
    }
    return text.toString();
  }

  private static String word(int number) {
    return (number == 0 ? "" : " ") + WORDS[number % WORDS.length];
  }
}
