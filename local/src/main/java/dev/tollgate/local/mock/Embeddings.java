package dev.tollgate.local.mock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/embeddings}: one vector of length 1 for each input, the same for the same input.
 * Tokens: one for every four bytes or part of them, at least one; an input of tokens is counted.
 */
final class Embeddings {
  private static final int DIMENSIONS = 1536;
  private static final int DIMENSIONS_MAX = 3072;
  private static final int INPUTS_MAX = 2048;

  void serve(JsonNode body, Served served, Answer answer) throws IOException, Refusal {
    String model = body.path("model").asString("");
    served.asked(model, false);
    var behaviour = Behaviour.answeringOfOpenAi(model);
    var inputs = inputs(body.path("input"));
    int dimensions =
        body.path("dimensions")
            .asInt(model.equals("text-embedding-3-large") ? DIMENSIONS_MAX : DIMENSIONS);
    if (dimensions < 1 || dimensions > DIMENSIONS_MAX) {
      throw OpenAiRefusals.badRequest("dimensions", "Invalid 'dimensions': expected 1 to 3072.");
    }
    boolean base64 = body.path("encoding_format").asString("float").equals("base64");
    var usage = new Usage(inputs.stream().mapToInt(Embeddings::tokens).sum(), 0, 0, 0);
    served.used(usage);
    var json = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = json.putArray("data");
    for (int index = 0; index < inputs.size(); index++) {
      var item = data.addObject().put("object", "embedding").put("index", index);
      put(vector(inputs.get(index), dimensions), base64, item);
    }
    json.put("model", model);
    if (behaviour.reportsUsage()) {
      json.set("usage", usage.embeddingsJson());
    }
    answer.json(200, json);
  }

  /** A text, a list of texts, a list of tokens, or a list of such lists. */
  private static List<JsonNode> inputs(JsonNode input) throws Refusal {
    var inputs = new ArrayList<JsonNode>();
    if (input.isString() || (input.isArray() && input.path(0).isNumber())) {
      inputs.add(input);
    } else {
      input.forEach(inputs::add);
    }
    if (inputs.isEmpty() || inputs.size() > INPUTS_MAX) {
      throw OpenAiRefusals.badRequest("input", "Invalid 'input': expected 1 to 2048 inputs.");
    }
    return inputs;
  }

  private static int tokens(JsonNode input) {
    return input.isArray() ? input.size() : Math.max(1, TokenRules.of(input.asString("")));
  }

  private static float[] vector(JsonNode input, int dimensions) {
    var random = new Random(input.toString().hashCode());
    double[] raw = random.doubles(dimensions, -1, 1).toArray();
    double squares = 0;
    for (double value : raw) {
      squares += value * value;
    }
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (raw[i] / Math.sqrt(squares));
    }
    return vector;
  }

  private static void put(float[] vector, boolean base64, ObjectNode item) {
    if (base64) {
      var bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      item.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
    } else {
      var array = item.putArray("embedding");
      for (float value : vector) {
        array.add(value);
      }
    }
  }
}
