package dev.tollgate.kit.grpc;

import static dev.tollgate.kit.grpc.TestCalls.answering;
import static dev.tollgate.kit.grpc.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tollgate.kit.config.ListenAddress;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GrpcErrorsTest {
  /** What a client sees of an error that a handler answers with. */
  private static Throwable sent(StatusRuntimeException error) {
    var services = List.of(answering(request -> fail(error)));
    try (var loops = EventLoops.start(1, "test")) {
      var address = ListenAddress.parse("127.0.0.1:0");
      var server = GrpcServers.startOnEventLoops(address, loops, services);
      var channel =
          GrpcChannels.to(
              List.of(new ListenAddress.Tcp("127.0.0.1", GrpcServers.port(server))), loops);
      try {
        return catchThrowable(() -> call(channel, ""));
      } finally {
        channel.shutdownNow();
        server.shutdownNow();
      }
    }
  }

  private static String fail(StatusRuntimeException error) {
    throw error;
  }

  @Test
  void everyBadFieldArrives() {
    var error = sent(GrpcErrors.invalidArgument(Map.of("b", "is empty", "a", "is 0")));
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(Status.fromThrowable(error).getDescription()).isEqualTo("a: is 0; b: is empty");
    assertThat(GrpcErrors.fieldProblemsOf(error)).isEqualTo(Map.of("a", "is 0", "b", "is empty"));
  }

  @Test
  void theReasonArrives() {
    var error = sent(GrpcErrors.aborted("FENCED", "the epoch is old"));
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo("FENCED");
  }

  @Test
  void otherErrorsHaveNeitherReasonNorFields() {
    var error = sent(GrpcErrors.notFound("no such key"));
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(GrpcErrors.reasonOf(error)).isNull();
    assertThat(GrpcErrors.fieldProblemsOf(error)).isEmpty();
    assertThat(GrpcErrors.reasonOf(new IllegalStateException())).isNull();
  }
}
