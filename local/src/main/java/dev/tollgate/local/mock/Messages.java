package dev.tollgate.local.mock;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/messages}. */
final class Messages {
  private Messages() {}

  static void serve(JsonNode body, @Nullable String version, Served served, Answer answer)
      throws IOException, Refusal {
    String model = body.path("model").asString("");
    served.asked(model, body.path("stream").asBoolean(false));
    var request = MessageRequest.parse(body, version);
    var behaviour = Behaviour.ofAnthropic(model);
    if (behaviour == null) {
      throw AnthropicRefusals.unknownModel(model);
    }
    var asked = request.directives().delay();
    var delay = asked == null ? behaviour.delay() : asked;
    if (behaviour.errorStatus() != 0) {
      Pauses.of(delay);
      throw AnthropicRefusals.onDemand(behaviour.errorStatus());
    }
    if (behaviour.hangs()) {
      Pauses.hang();
    }
    answer.style(request.directives());
    var usage = request.usage(behaviour);
    served.used(usage.forRecord());
    var shapes = new MessageShapes(model, usage);
    var stopReason = request.stopReason(usage);
    if (request.stream()) {
      stream(behaviour, usage.output(), stopReason, delay, shapes, answer);
    } else {
      Pauses.of(delay);
      var whole = shapes.whole(stopReason, behaviour.reportsUsage());
      if (behaviour.breaks() == Behaviour.Break.CUT) {
        answer.halfOf(whole);
      }
      answer.json(200, whole);
    }
  }

  private static void stream(
      Behaviour behaviour,
      int words,
      String stopReason,
      Duration delay,
      MessageShapes shapes,
      Answer answer)
      throws IOException {
    answer.startEvents();
    send(answer, shapes.start());
    send(answer, shapes.blockStart());
    answer.event("ping", "{\"type\": \"ping\"}");
    Duration pause = delay.dividedBy(Math.max(1, words));
    for (int number = 0; number < words; number++) {
      Pauses.of(pause);
      if (behaviour.breaks() != Behaviour.Break.NONE && number == words / 2) {
        breakOff(behaviour.breaks(), answer);
        return;
      }
      send(answer, shapes.delta(number));
      answer.generated(1);
    }
    send(answer, shapes.blockStop());
    send(answer, shapes.end(stopReason));
    send(answer, MessageShapes.event("message_stop"));
    answer.endEvents();
  }

  private static void breakOff(Behaviour.Break how, Answer answer) throws IOException {
    if (how == Behaviour.Break.CUT) {
      throw new IOException("cut off as asked");
    }
    answer.event("error", AnthropicRefusals.overloaded().toString());
    answer.endEvents();
  }

  /** Anthropic pads its events with blanks before the last brace. */
  private static void send(Answer answer, JsonNode event) throws IOException {
    var text = event.toString();
    int pad = 1 + text.length() % 14;
    answer.event(
        event.path("type").asString(),
        text.substring(0, text.length() - 1) + " ".repeat(pad) + "}");
  }
}
