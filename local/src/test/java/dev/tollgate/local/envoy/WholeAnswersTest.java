package dev.tollgate.local.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Envoy lets a request pass on nothing but an allowing answer that has ended: authz-server gives a
 * hold back when a Check is cancelled before that, and would otherwise give a request away.
 */
final class WholeAnswersTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String BODY = "{\"model\":\"m\"}";

  @TempDir Path directory;

  @Test
  void aWholeAllowingAnswerLetsTheRequestPass() throws Exception {
    try (var envoy = EnvoyUnderTest.start(directory);
        var _ = new ScriptedAuthz(EnvoyUnderTest.checkSocket(directory), WholeAnswersTest::whole)) {
      assertThat(envoy.post(CHAT, BODY)).contains("\"code\":\"upstream_unavailable\"");
      assertThat(envoy.admin("/stats?filter=cluster.openai")).doesNotContain(NO_TRY);
    }
  }

  @Test
  void anAllowingAnswerWithoutItsEndLetsNothingPass() throws Exception {
    try (var envoy = EnvoyUnderTest.start(directory);
        var authz =
            new ScriptedAuthz(
                EnvoyUnderTest.checkSocket(directory),
                observer -> observer.onNext(ScriptedAuthz.allow("openai")))) {
      assertThat(envoy.post(CHAT, BODY)).contains("\"code\":\"authorization_unavailable\"");
      assertThat(authz.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(envoy.admin("/stats?filter=cluster.openai")).contains(NO_TRY);
    }
  }

  @Test
  void anEndAfterTheClientLeftLetsNothingPass() throws Exception {
    var open = new AtomicReference<StreamObserver<CheckResponse>>();
    var asked = new CountDownLatch(1);
    try (var envoy = EnvoyUnderTest.start(directory);
        var authz =
            new ScriptedAuthz(
                EnvoyUnderTest.checkSocket(directory),
                observer -> {
                  observer.onNext(ScriptedAuthz.allow("openai"));
                  open.set(observer);
                  asked.countDown();
                })) {
      try (var client = new Socket(InetAddress.getLoopbackAddress(), envoy.port())) {
        var request =
            "POST %s HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(CHAT, BODY.length(), BODY);
        client.getOutputStream().write(request.getBytes(UTF_8));
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(authz.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(envoy.admin("/stats?filter=cluster.openai")).contains(NO_TRY);
    }
  }

  private static final String NO_TRY = "cluster.openai.upstream_cx_total: 0";

  private static void whole(StreamObserver<CheckResponse> observer) {
    observer.onNext(ScriptedAuthz.allow("openai"));
    observer.onCompleted();
  }
}
