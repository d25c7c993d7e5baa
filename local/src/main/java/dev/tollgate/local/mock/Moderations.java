package dev.tollgate.local.mock;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/moderations}: what has the word "violence" in it is violent, the rest harmless.
 */
final class Moderations {
  private static final String USUAL_MODEL = "omni-moderation-latest";
  private static final List<String> CATEGORIES =
      List.of("harassment", "hate", "illicit", "self-harm", "sexual", "violence");

  private Moderations() {}

  static void serve(JsonNode body, Served served, Answer answer) throws IOException, Refusal {
    String model = body.path("model").asString(USUAL_MODEL);
    served.asked(model, false);
    if (!model.matches("(omni|text)-moderation-.*")) {
      throw OpenAiRefusals.unknownModel(model);
    }
    var input = body.path("input");
    if (input.isMissingNode() || input.isNull()) {
      throw OpenAiRefusals.badRequest("input", "Missing required parameter: 'input'.");
    }
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", "modr-" + UUID.randomUUID()).put("model", model);
    var results = json.putArray("results");
    if (input.isArray()) {
      input.forEach(each -> judge(each, results.addObject()));
    } else {
      judge(input, results.addObject());
    }
    answer.json(200, json);
  }

  private static void judge(JsonNode input, ObjectNode result) {
    boolean violent = input.toString().contains("violence");
    result.put("flagged", violent);
    var categories = result.putObject("categories");
    CATEGORIES.forEach(name -> categories.put(name, violent && name.equals("violence")));
    var scores = result.putObject("category_scores");
    CATEGORIES.forEach(
        name -> scores.put(name, categories.path(name).booleanValue() ? 0.98 : 1e-6));
  }
}
