package dev.tollgate.bench.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.bench.EmptyServer;
import dev.tollgate.bench.RawMessage;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An ext_authz server that is as empty as {@link EmptyServer} but for its answers: to each question
 * that has a model's name in it, the one that authz-server once gave, as bytes.
 */
public final class RecordedAnswers {
  private final List<Recorded> answers;

  private static final class Recorded {
    private final byte[] word;
    private final byte[] answer;

    Recorded(byte[] word, byte[] answer) {
      this.word = word;
      this.answer = answer;
    }

    boolean answers(byte[] question) {
      for (int at = 0; at + word.length <= question.length; at++) {
        if (is(question, at)) {
          return true;
        }
      }
      return false;
    }

    private boolean is(byte[] question, int at) {
      for (int i = 0; i < word.length; i++) {
        if (question[at + i] != word[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private RecordedAnswers(List<Recorded> answers) {
    this.answers = answers;
  }

  /**
   * {@code RecordedAnswers ADDRESS DIRECTORY}: each file of the directory is an answer, with its
   * model's name. Ends with its standard input.
   */
  public static void main(String[] args) throws IOException {
    var answers = new ArrayList<Recorded>();
    try (var files = Files.newDirectoryStream(Path.of(args[1]))) {
      for (var file : files) {
        answers.add(new Recorded(word(file.getFileName().toString()), Files.readAllBytes(file)));
      }
    }
    EmptyServer.serve(args[0], new RecordedAnswers(answers).service());
  }

  /** As it stands in a question: a protobuf string with its length before it. */
  private static byte[] word(String model) {
    return ((char) model.length() + model).getBytes(UTF_8);
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(AuthorizationGrpc.SERVICE_NAME)
        .addMethod(
            RawMessage.CHECK,
            ServerCalls.asyncUnaryCall((question, observer) -> {
              observer.onNext(answer(question));
              observer.onCompleted();
            }))
        .build();
  }

  private byte[] answer(byte[] question) {
    for (var recorded : answers) {
      if (recorded.answers(question)) {
        return recorded.answer;
      }
    }
    throw new IllegalArgumentException("a question that authz-server was not asked");
  }
}
