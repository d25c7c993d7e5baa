package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.FreePort;
import dev.tollgate.local.Part;
import dev.tollgate.local.Repository;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A ledger-server that other machines can reach, and an authz-server that knows it by its name. */
@ExtendWith(SharedGateway.class)
final class LedgerTlsTest {
  private final Gateway gateway;
  private final OrganizationKeys keys;
  private final int port;
  private final int observe;

  @TempDir private Path directory;

  LedgerTlsTest(Gateway gateway) throws IOException {
    this.gateway = gateway;
    this.keys = new OrganizationKeys(gateway);
    this.port = FreePort.next();
    this.observe = FreePort.next();
  }

  @Test
  void requestsAreAdmittedOverTlsOfBothSides() throws Exception {
    var authority =
        new CertificateBuilder()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    write("ca.pem", authority.getCertificatePEM());
    issue(authority, "ledger", "ledger.example");
    issue(authority, "authz", "authz.example");
    var ready = URI.create("http://127.0.0.1:" + observe + "/readyz");
    var ledger = new Part("ledger", directory, this::ledger, ready, System::nanoTime);
    ledger.start();
    try {
      ledger.awaitReady();
      try (var sidecar = new Sidecar(gateway, new OverTls())) {
        var key = keys.issue(keys.organization());
        // The first ones of a process that has done nothing yet may take too long for Envoy.
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(sidecar.use(key).statusCode()).isEqualTo(200));
      }
    } finally {
      ledger.stop();
    }
  }

  private Part.Command ledger() {
    var config = gateway.system.settings().state().resolve("config/ledger-1.yaml");
    var program = Repository.root().resolve("ledger-server/target/dist/ledger-server");
    return new Part.Command(
        List.of(program.toString(), config.toString()),
        Map.of(
            "TOLLGATE_LEDGER_LISTEN",
            "0.0.0.0:" + port,
            "TOLLGATE_LEDGER_TLS_CERTIFICATE",
            directory.resolve("ledger.pem").toString(),
            "TOLLGATE_LEDGER_TLS_KEY",
            directory.resolve("ledger.key").toString(),
            "TOLLGATE_LEDGER_TLS_CLIENT_CA",
            directory.resolve("ca.pem").toString(),
            "TOLLGATE_LEDGER_OBSERVE_LISTEN",
            "0.0.0.0:" + observe,
            "TOLLGATE_LEDGER_OBSERVE_PLAINTEXT",
            "true"));
  }

  private void issue(X509Bundle authority, String file, String host) throws Exception {
    var issued =
        new CertificateBuilder().subject("CN=" + file).addSanDnsName(host).buildIssuedBy(authority);
    write(file + ".pem", issued.getCertificatePathPEM());
    write(file + ".key", issued.getPrivateKeyPEM());
  }

  private void write(String file, String pem) throws IOException {
    Files.writeString(directory.resolve(file), pem);
  }

  private final class OverTls implements Sidecar.Wiring {
    @Override
    public Map<String, String> settings() {
      return Map.of(
          "LEDGER_TARGETS", "localhost:" + port,
          "LEDGER_TLS_CA", directory.resolve("ca.pem").toString(),
          "LEDGER_TLS_SERVER_NAME", "ledger.example",
          "LEDGER_TLS_CERTIFICATE", directory.resolve("authz.pem").toString(),
          "LEDGER_TLS_KEY", directory.resolve("authz.key").toString());
    }
  }
}
