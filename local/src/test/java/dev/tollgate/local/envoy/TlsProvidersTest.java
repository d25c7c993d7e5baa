package dev.tollgate.local.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.envoy.EnvoySettings.Upstream;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request, and the key in it, goes to no provider but the one that is meant. */
final class TlsProvidersTest {
  private static final String NAME = "localhost";

  private final AtomicInteger served = new AtomicInteger();
  private final X509Bundle authority = authority();

  @TempDir Path directory;

  private static X509Bundle authority() {
    try {
      return new CertificateBuilder()
          .subject("CN=authority")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static CertificateBuilder named(String name) {
    return new CertificateBuilder().subject("CN=" + name).addSanDnsName(name);
  }

  @Test
  void aProviderWithItsNameSignedByWhomWeTrustIsAsked() throws Exception {
    var answer = ask(named(NAME).buildIssuedBy(authority), authority);
    assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("served");
    assertThat(served).hasValue(1);
  }

  @Test
  void anotherNameIsRefused() throws Exception {
    refused(named("other.example").buildIssuedBy(authority), authority);
  }

  @Test
  void anotherAuthorityIsRefused() throws Exception {
    refused(named(NAME).buildIssuedBy(authority()), authority);
  }

  @Test
  void oneThatSignsForItselfIsRefused() throws Exception {
    refused(named(NAME).setIsCertificateAuthority(true).buildSelfSigned(), authority);
  }

  private void refused(X509Bundle provider, X509Bundle trusted) throws Exception {
    assertThat(ask(provider, trusted)).contains("\"code\":\"upstream_unavailable\"");
    assertThat(served).hasValue(0);
    var log = directory.resolve("usage.jsonl");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.readString(log).contains("CERTIFICATE_VERIFY_FAILED"));
  }

  /** What a client gets whose chat is allowed to go to a provider with this certificate. */
  private String ask(X509Bundle provider, X509Bundle trusted) throws Exception {
    var ca = Files.writeString(directory.resolve("ca.pem"), trusted.getCertificatePEM());
    var server = server(provider);
    try (var envoy =
            EnvoyUnderTest.start(
                directory,
                new Upstream(
                    "openai",
                    BaseUrl.parse("https://" + NAME + ":" + server.getAddress().getPort() + "/v1")),
                ca);
        var _ =
            new ScriptedAuthz(
                EnvoyUnderTest.checkSocket(directory),
                observer -> {
                  observer.onNext(ScriptedAuthz.allow("openai"));
                  observer.onCompleted();
                })) {
      // The first Check of a process may take longer than Envoy waits for one.
      return await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> envoy.post("/v1/chat/completions", "{\"model\":\"m\"}"),
              answer -> !answer.contains("authorization_unavailable"));
    } finally {
      server.stop(0);
    }
  }

  private HttpsServer server(X509Bundle certificate) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", this::serve);
    server.start();
    return server;
  }

  private void serve(HttpExchange exchange) throws IOException {
    served.incrementAndGet();
    exchange.getRequestBody().readAllBytes();
    var answer = "served".getBytes(UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }
}
