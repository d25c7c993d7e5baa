package dev.tollgate.local.mock;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/audio/speech}: 100 bytes for each character, of no sound, in pieces. */
final class Speech {
  private static final int CHARACTERS_MAX = 4_096;
  private static final int BYTES_PER_CHARACTER = 100;
  private static final int PIECE_BYTES = 4_096;
  private static final Map<String, String> TYPES =
      Map.of("mp3", "audio/mpeg", "opus", "audio/ogg", "wav", "audio/wav", "pcm", "audio/pcm");

  private Speech() {}

  static void serve(JsonNode body, Served served, Answer answer) throws IOException, Refusal {
    String model = body.path("model").asString("");
    served.asked(model, false);
    var behaviour = Behaviour.answeringOfOpenAi(model);
    var input = body.path("input").asString("");
    int characters = input.codePointCount(0, input.length());
    if (characters == 0 || characters > CHARACTERS_MAX) {
      throw OpenAiRefusals.badRequest(
          "input", "Invalid 'input': expected a string of 1 to 4096 characters.");
    }
    if (!body.path("voice").isString()) {
      throw OpenAiRefusals.badRequest("voice", "Missing required parameter: 'voice'.");
    }
    var type = TYPES.get(body.path("response_format").asString("mp3"));
    if (type == null) {
      throw OpenAiRefusals.badRequest("response_format", "Invalid 'response_format'.");
    }
    answer.startBytes(type);
    var pause = behaviour.delay().dividedBy(characters);
    for (int left = characters * BYTES_PER_CHARACTER; left > 0; left -= PIECE_BYTES) {
      Pauses.of(pause);
      answer.bytes(new byte[Math.min(left, PIECE_BYTES)]);
    }
    answer.endEvents();
  }
}
