package dev.tollgate.local.mock;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A request for images, checked as OpenAI checks it.
 *
 * @param base64 whether images are in the answer; else links to them are
 */
record ImageRequest(
    String model,
    String prompt,
    int count,
    String size,
    String quality,
    boolean base64,
    boolean stream,
    int partialImages) {
  private static final Map<String, Set<String>> SIZES =
      Map.of(
          "dall-e-2", Set.of("256x256", "512x512", "1024x1024"),
          "dall-e-3", Set.of("1024x1024", "1792x1024", "1024x1792"));
  private static final int COUNT_MAX = 10;

  /** Tokens of an image of 1024x1024, 1024x1536 and 1536x1024. */
  private static final Map<String, int[]> TOKENS =
      Map.of(
          "low", new int[] {272, 408, 400},
          "medium", new int[] {1056, 1584, 1568},
          "high", new int[] {4160, 6240, 6208});

  private static final int TOKENS_OF_A_PARTIAL_IMAGE = 100;

  static ImageRequest parse(JsonNode body) throws Refusal {
    String model = body.path("model").asString("");
    if (body.path("prompt").asString("").isEmpty()) {
      throw OpenAiRefusals.badRequest("prompt", "Missing required parameter: 'prompt'.");
    }
    int count = body.path("n").asInt(1);
    if (count < 1 || count > (model.equals("dall-e-3") ? 1 : COUNT_MAX)) {
      throw OpenAiRefusals.badRequest("n", "Invalid 'n': too many images, or none.");
    }
    boolean dalle = model.startsWith("dall-e");
    String size = body.path("size").asString(dalle ? "1024x1024" : "auto");
    if (dalle && !SIZES.getOrDefault(model, Set.of()).contains(size)) {
      throw OpenAiRefusals.badRequest("size", "Invalid value: '" + size + "'.");
    }
    return new ImageRequest(
        model,
        body.path("prompt").stringValue(),
        count,
        size,
        body.path("quality").asString(dalle ? "standard" : "auto"),
        !dalle || body.path("response_format").asString("url").equals("b64_json"),
        body.path("stream").asBoolean(false),
        body.path("partial_images").asInt(0));
  }

  boolean countsTokens() {
    return !model.startsWith("dall-e");
  }

  String sizeMade() {
    return size.equals("auto") ? "1024x1024" : size;
  }

  String qualityMade() {
    return TOKENS.containsKey(quality) ? quality : "medium";
  }

  /** Of a model that counts tokens; else none. */
  Usage usage() {
    if (!countsTokens()) {
      return Usage.NONE;
    }
    var bySize = TOKENS.getOrDefault(qualityMade(), new int[] {0, 0, 0});
    int each =
        switch (sizeMade()) {
          case "1024x1536" -> bySize[1];
          case "1536x1024" -> bySize[2];
          default -> bySize[0];
        };
    int partial = stream ? partialImages * TOKENS_OF_A_PARTIAL_IMAGE : 0;
    return new Usage(TokenRules.of(prompt), 0, count * each + partial, 0);
  }
}
