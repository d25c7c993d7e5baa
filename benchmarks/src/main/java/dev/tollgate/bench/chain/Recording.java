package dev.tollgate.bench.chain;

import dev.tollgate.bench.CheckClient;
import dev.tollgate.bench.Question;
import dev.tollgate.bench.RawMessage;
import dev.tollgate.bench.Subject;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks authz-server once for each call, and keeps its answers. */
final class Recording {
  private Recording() {}

  /** Writes a file for each call, by the name of its model. */
  static Path of(Subject subject, String key, Path directory) throws IOException {
    Files.createDirectories(directory);
    try (var client = CheckClient.connect(subject.socket(), subject.envoy())) {
      var connection = client.connections(false).getFirst();
      for (var call : Call.ALL) {
        var question =
            Question.chat(key, call.model(), call.streams(), call.streams() && call.asksForUsage());
        var answer =
            ClientCalls.blockingUnaryCall(
                connection, RawMessage.CHECK, CallOptions.DEFAULT, question);
        Files.write(directory.resolve(call.model()), answer);
      }
    }
    return directory;
  }
}
