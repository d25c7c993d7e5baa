package dev.tollgate.bench;

import static java.util.Objects.requireNonNull;

import dev.tollgate.kit.grpc.EventLoops;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** Asks one question on an event loop, again and again. */
final class LoopCaller {
  private static final int ANSWER_BYTES_USUAL = 4_096;

  private final EventLoops loops;
  private final ServerMethodDefinition<?, ?> method;
  private final Metadata metadata;
  private final byte[][] questions;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream(ANSWER_BYTES_USUAL);
  private int asked;

  /**
   * @throws IOException if the service answers anything else than the question expects
   */
  LoopCaller(EventLoops loops, ServerServiceDefinition service, Question question)
      throws IOException {
    this.loops = loops;
    this.method = method(service);
    this.metadata = CheckClient.metadata(question.keyPhase(), new CheckClient.EnvoyBoot("n", "b"));
    this.questions = question.requests().toArray(byte[][]::new);
    verify(question);
  }

  private static ServerMethodDefinition<?, ?> method(ServerServiceDefinition service) {
    return requireNonNull(
        service.getMethod(AuthorizationGrpc.getCheckMethod().getFullMethodName()));
  }

  private void verify(Question question) throws IOException {
    try {
      ask(1);
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(question.name() + ": no answer", e);
    }
    var answered = new RawAnswer(answer.toByteArray());
    if (answered.status() != question.status()) {
      throw new IOException(question.name() + ": unexpected answer " + answered);
    }
  }

  /** Returns when so many are answered, with the length of the last answer. */
  int ask(int times) throws InterruptedException, ExecutionException {
    return loops.group().next().submit(() -> askHere(times)).get();
  }

  private int askHere(int times) {
    for (int i = 0; i < times; i++) {
      answer.reset();
      UnaryCall.ask(method, metadata, questions[asked++ % questions.length], answer);
    }
    return answer.size();
  }
}
