package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.admin.v1.ListPlansResponse;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdminTlsTest {
  @TempDir Path directory;

  private X509Bundle authority;

  @BeforeEach
  void makeAuthority() throws Exception {
    authority =
        new CertificateBuilder()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    write("ca.pem", authority.getCertificatePEM());
  }

  private X509Bundle issue(String host) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + host)
        .addSanDnsName(host)
        .buildIssuedBy(authority);
  }

  private SslContext serving(X509Bundle pair, ClientAuth clients) throws Exception {
    return GrpcSslContexts.configure(
            SslContextBuilder.forServer(pair.getKeyPair().getPrivate(), pair.getCertificatePath()))
        .trustManager(authority.getCertificate())
        .clientAuth(clients)
        .build();
  }

  private String write(String file, String text) throws Exception {
    return Files.writeString(directory.resolve(file), text).toString();
  }

  private Run list(FakeAdmin admin, Map<String, String> more) {
    admin.answer(ListPlansResponse.getDefaultInstance());
    var port = admin.address().substring(admin.address().lastIndexOf(':') + 1);
    var environment = new HashMap<>(more);
    environment.put("TOLLGATE_ADMIN_GRPC", "localhost:" + port);
    environment.put("TOLLGATE_ADMIN_KEY", FakeAdmin.KEY);
    environment.put("TOLLGATE_ADMIN_CA", directory.resolve("ca.pem").toString());
    return Run.in(environment, "plan", "list");
  }

  @Test
  void theKeyGoesToThePortThatItsAuthorityNames() throws Exception {
    try (var admin = new FakeAdmin(serving(issue("localhost"), ClientAuth.NONE))) {
      assertThat(list(admin, Map.of()).exitCode()).isZero();
    }
    try (var admin = new FakeAdmin(serving(issue("admin.example"), ClientAuth.NONE))) {
      var refused = list(admin, Map.of());
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).startsWith("error: TLS with localhost:").contains("localhost");
      assertThat(admin.requests).isEmpty();
      assertThat(list(admin, Map.of("TOLLGATE_ADMIN_SERVER_NAME", "admin.example")).exitCode())
          .isZero();
    }
  }

  @Test
  void theKeyDoesNotGoToAnotherAuthoritysPort() throws Exception {
    try (var admin = new FakeAdmin(serving(issue("localhost"), ClientAuth.NONE))) {
      makeAuthority();
      var refused = list(admin, Map.of());
      assertThat(refused.err()).startsWith("error: TLS with localhost:").contains("PKIX");
      assertThat(admin.requests).isEmpty();
    }
  }

  @Test
  void aPortThatAsksForACertificateGetsOne() throws Exception {
    var own = issue("operator");
    var pair =
        Map.of(
            "TOLLGATE_ADMIN_CERTIFICATE", write("own.pem", own.getCertificatePathPEM()),
            "TOLLGATE_ADMIN_CERTIFICATE_KEY", write("own.key", own.getPrivateKeyPEM()));
    try (var admin = new FakeAdmin(serving(issue("localhost"), ClientAuth.REQUIRE))) {
      assertThat(list(admin, pair).exitCode()).isZero();
      assertThat(list(admin, Map.of()).exitCode()).isEqualTo(1);
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    try (var admin = new FakeAdmin()) {
      Files.delete(directory.resolve("ca.pem"));
      var run = list(admin, Map.of());
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("TOLLGATE_ADMIN_CA", "ca.pem");
      write("ca.pem", authority.getCertificatePEM());
      assertThat(list(admin, Map.of("TOLLGATE_ADMIN_CERTIFICATE", "x")).err())
          .contains("TOLLGATE_ADMIN_CERTIFICATE_KEY belong together");
    }
  }
}
