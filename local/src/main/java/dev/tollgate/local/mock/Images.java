package dev.tollgate.local.mock;

import java.io.IOException;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/images/generations}: every image is one black point. */
final class Images {
  private final InstantSource clock;

  Images(InstantSource clock) {
    this.clock = clock;
  }

  void serve(JsonNode body, Served served, Answer answer) throws IOException, Refusal {
    String model = body.path("model").asString("");
    served.asked(model, body.path("stream").asBoolean(false));
    var behaviour = Behaviour.answeringOfOpenAi(model);
    var request = ImageRequest.parse(body);
    served.used(request.usage());
    Pauses.of(behaviour.delay());
    var shapes = new ImageShapes(request, clock.instant().getEpochSecond());
    if (!request.stream()) {
      answer.json(200, shapes.whole());
      return;
    }
    answer.startEvents();
    for (int i = 0; i < request.partialImages(); i++) {
      answer.typedEvent(shapes.partial(i));
    }
    answer.typedEvent(shapes.completed());
    answer.endEvents();
  }
}
