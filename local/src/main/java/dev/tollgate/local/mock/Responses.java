package dev.tollgate.local.mock;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/responses}. */
final class Responses {
  private final InstantSource clock;

  Responses(InstantSource clock) {
    this.clock = clock;
  }

  void serve(JsonNode body, Served served, Answer answer) throws IOException, Refusal {
    String model = body.path("model").asString("");
    served.asked(model, body.path("stream").asBoolean(false));
    var behaviour = Behaviour.ofOpenAi(model);
    var request = ResponseRequest.parse(body);
    var asked = request.directives().delay();
    var delay = asked == null ? behaviour.delay() : asked;
    if (behaviour.errorStatus() != 0) {
      Pauses.of(delay);
      throw OpenAiRefusals.onDemand(behaviour.errorStatus());
    }
    if (behaviour.hangs()) {
      Pauses.hang();
    }
    answer.style(request.directives());
    var usage = request.usage(behaviour);
    served.used(usage);
    var shapes = new ResponseShapes(model, request, usage, clock.instant().getEpochSecond());
    if (request.stream()) {
      stream(behaviour, delay, shapes, answer);
    } else {
      Pauses.of(delay);
      var whole = shapes.whole(behaviour.reportsUsage());
      if (behaviour.breaks() == Behaviour.Break.CUT) {
        answer.halfOf(whole);
      }
      answer.json(200, whole);
    }
  }

  private static void stream(
      Behaviour behaviour, Duration delay, ResponseShapes shapes, Answer answer)
      throws IOException {
    answer.startEvents();
    answer.typedEvent(shapes.begun("response.created"));
    answer.typedEvent(shapes.begun("response.in_progress"));
    int words = shapes.words();
    Duration pause = delay.dividedBy(Math.max(1, words));
    if (behaviour.breaks() == Behaviour.Break.ERROR) {
      answer.typedEvent(shapes.failed());
      answer.endEvents();
      return;
    }
    answer.typedEvent(shapes.itemAdded());
    answer.typedEvent(shapes.partAdded());
    for (int number = 0; number < words; number++) {
      Pauses.of(pause);
      if (behaviour.breaks() == Behaviour.Break.CUT && number == words / 2) {
        throw new IOException("cut off as asked");
      }
      answer.typedEvent(shapes.delta(number));
      answer.generated(1);
    }
    answer.typedEvent(shapes.itemDone());
    answer.typedEvent(shapes.ended(behaviour.reportsUsage()));
    answer.endEvents();
  }
}
