package dev.tollgate.local.mock;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/chat/completions}. */
final class ChatCompletions {
  private final InstantSource clock;

  ChatCompletions(InstantSource clock) {
    this.clock = clock;
  }

  void serve(JsonNode body, Served served, Answer answer) throws IOException, Refusal {
    String model = body.path("model").asString("");
    served.asked(model, body.path("stream").asBoolean(false));
    var behaviour = Behaviour.ofOpenAi(model);
    var request = ChatRequest.parse(body);
    var directives = request.directives();
    var delay = directives.delay() != null ? directives.delay() : behaviour.delay();
    if (behaviour.errorStatus() != 0) {
      Pauses.of(delay);
      throw OpenAiRefusals.onDemand(behaviour.errorStatus());
    }
    if (behaviour.hangs()) {
      Pauses.hang();
    }
    answer.style(directives);
    var usage = request.usage(behaviour, directives);
    served.used(usage);
    String finish = request.isCutByItsLimit(behaviour, directives) ? "length" : "stop";
    var shapes = new ChatShapes(model, clock.instant().getEpochSecond());
    var reply = new Reply(request, behaviour, usage, finish, delay);
    if (request.stream()) {
      stream(reply, shapes, answer);
    } else {
      whole(reply, shapes, answer);
    }
  }

  private record Reply(
      ChatRequest request, Behaviour behaviour, Usage usage, String finish, Duration delay) {
    int wordsEach() {
      return (usage.completionTokens() - usage.reasoningTokens()) / request.choices();
    }
  }

  private static void whole(Reply reply, ChatShapes shapes, Answer answer) throws IOException {
    Pauses.of(reply.delay());
    var reported = reply.behaviour().reportsUsage() ? reply.usage() : null;
    var body =
        shapes.completion(reply.request().choices(), reply.wordsEach(), reply.finish(), reported);
    if (reply.behaviour().breaks() == Behaviour.Break.CUT) {
      answer.halfOf(body);
    }
    answer.json(200, body);
  }

  /** The delay is spread over the words. */
  private static void stream(Reply reply, ChatShapes shapes, Answer answer) throws IOException {
    boolean include = reply.request().includeUsage() && reply.behaviour().reportsUsage();
    int choices = reply.request().choices();
    int words = reply.wordsEach();
    Duration pause = reply.delay().dividedBy(Math.max(1, words));
    answer.startEvents();
    for (int index = 0; index < choices; index++) {
      answer.event(shapes.first(index, include).toString());
    }
    for (int number = 0; number < words; number++) {
      Pauses.of(pause);
      if (reply.behaviour().breaks() != Behaviour.Break.NONE && number == words / 2) {
        throw new IOException("cut off as asked");
      }
      for (int index = 0; index < choices; index++) {
        var word = shapes.word(index, number, include);
        if (reply.request().runningUsage()) {
          word.set("usage", reply.usage().soFar(number * choices + index + 1).chatJson());
        }
        answer.event(word.toString());
        answer.generated(1);
      }
    }
    for (int index = 0; index < choices; index++) {
      answer.event(shapes.last(index, reply.finish(), include).toString());
    }
    if (include) {
      answer.event(shapes.usage(reply.usage()).toString());
    }
    answer.event("[DONE]");
    answer.endEvents();
  }
}
