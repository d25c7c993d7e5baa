package dev.tollgate.local.mock;

import java.io.IOException;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code GET /v1/models}: what a key is tested with. It lists one model, and stands in no record.
 */
final class ModelList {
  private ModelList() {}

  static void serve(MockProvider provider, Answer answer) throws IOException {
    var json = JsonNodeFactory.instance.objectNode().put("object", "list");
    json.putArray("data")
        .addObject()
        .put("id", "mock-model")
        .put("object", "model")
        .put("owned_by", provider.label());
    answer.json(200, json);
  }
}
