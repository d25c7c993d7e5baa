package dev.tollgate.local.mock;

import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/audio/transcriptions} and {@code /translations}: a file sounds a second for every
 * 1,000 bytes, and a word is said in each second that has begun.
 */
final class Transcriptions {
  private static final double BYTES_PER_SECOND = 1_000;
  private static final int TOKENS_PER_SECOND = 10;

  private Transcriptions() {}

  static void serve(Form form, boolean translates, Served served, Answer answer)
      throws IOException, Refusal {
    String model = form.field("model", "");
    boolean stream = form.field("stream", "false").equals("true");
    served.asked(model, stream);
    var behaviour = Behaviour.answeringOfOpenAi(model);
    if (form.fileBytes() == 0) {
      throw OpenAiRefusals.badRequest("file", "Missing required parameter: 'file'.");
    }
    Pauses.of(behaviour.delay());
    double seconds = form.fileBytes() / BYTES_PER_SECOND;
    boolean counts = !model.startsWith("whisper");
    if (stream && counts) {
      stream(seconds, served, answer);
      return;
    }
    boolean verbose = form.field("response_format", "json").equals("verbose_json");
    answer.json(200, whole(seconds, counts, verbose, translates, served));
  }

  private static JsonNode whole(
      double seconds, boolean counts, boolean verbose, boolean translates, Served served) {
    var json = JsonNodeFactory.instance.objectNode();
    if (verbose) {
      json.put("task", translates ? "translate" : "transcribe").put("language", "english");
      json.put("duration", seconds);
    }
    json.put("text", text(seconds));
    if (verbose) {
      json.putArray("segments");
    }
    if (!translates) {
      json.set("usage", counts ? tokens(seconds, served) : duration(seconds));
    }
    return json;
  }

  private static void stream(double seconds, Served served, Answer answer) throws IOException {
    answer.startEvents();
    for (int i = 0; i < Math.ceil(seconds); i++) {
      send(answer, event("transcript.text.delta").put("delta", "word "));
      answer.generated(1);
    }
    var done = event("transcript.text.done").put("text", text(seconds));
    done.set("usage", tokens(seconds, served));
    send(answer, done);
    answer.event("[DONE]");
    answer.endEvents();
  }

  private static ObjectNode event(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private static void send(Answer answer, JsonNode event) throws IOException {
    answer.event(event.toString());
  }

  private static String text(double seconds) {
    return "word ".repeat((int) Math.ceil(seconds));
  }

  private static ObjectNode duration(double seconds) {
    var usage = JsonNodeFactory.instance.objectNode();
    return usage.put("type", "duration").put("seconds", (int) Math.ceil(seconds));
  }

  private static ObjectNode tokens(double seconds, Served served) {
    int audio = (int) Math.ceil(seconds) * TOKENS_PER_SECOND;
    int words = (int) Math.ceil(seconds);
    served.used(new Usage(audio, 0, words, 0));
    var usage = JsonNodeFactory.instance.objectNode().put("type", "tokens");
    usage.put("total_tokens", audio + words).put("input_tokens", audio);
    usage.putObject("input_token_details").put("text_tokens", 0).put("audio_tokens", audio);
    return usage.put("output_tokens", words);
  }
}
