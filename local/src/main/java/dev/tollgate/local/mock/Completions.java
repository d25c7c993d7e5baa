package dev.tollgate.local.mock;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/completions}: each prompt of a list is answered {@code n} times. */
final class Completions {
  private static final int USUAL_TOKENS = 16;
  private static final int PROMPTS_MAX = 2_048;

  private final InstantSource clock;

  Completions(InstantSource clock) {
    this.clock = clock;
  }

  void serve(JsonNode body, Served served, Answer answer) throws IOException, Refusal {
    String model = body.path("model").asString("");
    boolean stream = body.path("stream").asBoolean(false);
    served.asked(model, stream);
    var behaviour = Behaviour.answeringOfOpenAi(model);
    var prompts = prompts(body.path("prompt"));
    int choices = prompts.size() * body.path("n").asInt(1);
    int words = body.path("max_tokens").asInt(USUAL_TOKENS);
    int prompted = prompts.stream().mapToInt(Completions::tokens).sum();
    // What best_of makes and does not show counts as well.
    int made = prompts.size() * Math.max(body.path("n").asInt(1), body.path("best_of").asInt(1));
    var usage = new Usage(prompted, 0, made * words, 0);
    served.used(usage);
    Pauses.of(behaviour.delay());
    var shapes = new Shapes(model, clock.instant().getEpochSecond());
    var reported = behaviour.reportsUsage() ? usage : null;
    if (stream) {
      boolean include = body.path("stream_options").path("include_usage").asBoolean(false);
      stream(shapes, choices, words, include ? reported : null, answer);
    } else {
      answer.json(200, shapes.whole(choices, words, reported));
    }
  }

  private static void stream(
      Shapes shapes, int choices, int words, @Nullable Usage asked, Answer answer)
      throws IOException {
    answer.startEvents();
    for (int number = 0; number < words; number++) {
      for (int index = 0; index < choices; index++) {
        var event = shapes.envelope();
        shapes.choice(event.putArray("choices"), index, " word", number + 1 == words);
        if (asked != null) {
          event.putNull("usage");
        }
        answer.event(event.toString());
        answer.generated(1);
      }
    }
    if (asked != null) {
      var event = shapes.envelope();
      event.putArray("choices");
      event.set("usage", asked.completionJson());
      answer.event(event.toString());
    }
    answer.event("[DONE]");
    answer.endEvents();
  }

  /** A text, a list of texts, a list of tokens, or a list of such lists. */
  private static List<JsonNode> prompts(JsonNode prompt) throws Refusal {
    var prompts = new ArrayList<JsonNode>();
    if (prompt.isString() || prompt.path(0).isNumber()) {
      prompts.add(prompt);
    } else {
      prompt.forEach(prompts::add);
    }
    if (prompts.isEmpty() || prompts.size() > PROMPTS_MAX) {
      throw OpenAiRefusals.badRequest("prompt", "Missing required parameter: 'prompt'.");
    }
    return prompts;
  }

  private static int tokens(JsonNode prompt) {
    return prompt.isArray() ? prompt.size() : TokenRules.of(prompt.asString(""));
  }

  private record Shapes(String id, String model, long createdSeconds) {
    Shapes(String model, long createdSeconds) {
      this("cmpl-" + UUID.randomUUID().toString().replace("-", ""), model, createdSeconds);
    }

    ObjectNode whole(int choices, int words, @Nullable Usage usage) {
      var json = envelope();
      var all = json.putArray("choices");
      for (int index = 0; index < choices; index++) {
        choice(all, index, " word".repeat(words), true);
      }
      if (usage != null) {
        json.set("usage", usage.completionJson());
      }
      return json;
    }

    ObjectNode envelope() {
      var json = JsonNodeFactory.instance.objectNode().put("id", id);
      json.put("object", "text_completion").put("created", createdSeconds);
      return json.put("model", model);
    }

    void choice(ArrayNode all, int index, String text, boolean last) {
      var choice = all.addObject().put("text", text).put("index", index).putNull("logprobs");
      choice.put("finish_reason", last ? "length" : null);
    }
  }
}
