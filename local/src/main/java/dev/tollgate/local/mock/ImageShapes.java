package dev.tollgate.local.mock;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The objects of one answer with images. */
final class ImageShapes {
  /** One black point. */
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABc3UBGAAAAABJRU5ErkJggg==";

  private static final String PARTIAL = "image_generation.partial_image";
  private static final String COMPLETED = "image_generation.completed";

  private final ImageRequest request;
  private final long createdSeconds;

  ImageShapes(ImageRequest request, long createdSeconds) {
    this.request = request;
    this.createdSeconds = createdSeconds;
  }

  ObjectNode whole() {
    var json = JsonNodeFactory.instance.objectNode().put("created", createdSeconds);
    if (request.countsTokens()) {
      json.put("background", "opaque");
    }
    var data = json.putArray("data");
    for (int i = 0; i < request.count(); i++) {
      var image = data.addObject();
      if (request.model().equals("dall-e-3")) {
        image.put("revised_prompt", request.prompt());
      }
      if (request.base64()) {
        image.put("b64_json", PNG);
      } else {
        image.put("url", "https://images.invalid/" + createdSeconds + "/" + i + ".png");
      }
    }
    if (request.countsTokens()) {
      json.put("output_format", "png");
      json.put("quality", request.qualityMade()).put("size", request.sizeMade());
      json.set("usage", usage());
    }
    return json;
  }

  ObjectNode partial(int index) {
    return event(PARTIAL).put("partial_image_index", index);
  }

  ObjectNode completed() {
    return event(COMPLETED).set("usage", usage());
  }

  private ObjectNode event(String type) {
    var json = JsonNodeFactory.instance.objectNode().put("type", type).put("b64_json", PNG);
    json.put("created_at", createdSeconds).put("size", request.sizeMade());
    json.put("quality", request.qualityMade()).put("background", "opaque");
    return json.put("output_format", "png");
  }

  private ObjectNode usage() {
    var usage = request.usage();
    var json = JsonNodeFactory.instance.objectNode().put("input_tokens", usage.promptTokens());
    json.putObject("input_tokens_details")
        .put("image_tokens", 0)
        .put("text_tokens", usage.promptTokens());
    json.put("output_tokens", usage.completionTokens());
    return json.put("total_tokens", usage.promptTokens() + usage.completionTokens());
  }
}
