package dev.tollgate.local.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What authz-server answers itself, when it cannot. */
final class OwnAnswersTest {
  @Test
  void aFailureHasTheShapeOfEveryOther(@TempDir Path directory) throws Exception {
    // This authz knows Check alone: each other method of gRPC fails.
    try (var envoy = EnvoyUnderTest.start(directory);
        var _ =
            new ScriptedAuthz(
                EnvoyUnderTest.checkSocket(directory),
                observer -> {
                  observer.onNext(ScriptedAuthz.allow("tollgate"));
                  observer.onCompleted();
                })) {
      assertThat(envoy.request("GET", "/api/v1/llm/credits", "", ""))
          .startsWith("HTTP/1.1 503 ")
          .contains("content-type: application/json\r\n", "\r\nretry-after: 2\r\n")
          .contains("\r\nx-tollgate-request-id: ")
          .contains("\"type\":\"server_error\"", "\"code\":\"authorization_unavailable\"")
          .contains("\"param\":null")
          .doesNotContain("grpc-status", "UNIMPLEMENTED");
    }
  }
}
