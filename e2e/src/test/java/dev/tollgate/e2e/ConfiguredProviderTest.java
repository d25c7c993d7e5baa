package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.Repository;
import dev.tollgate.local.mock.MockProvider;
import dev.tollgate.local.mock.MockUpstream;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.PublishPricesRequest;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Envoy's configuration is made of authz-server's: nobody writes a provider into it by hand. */
@ExtendWith(SharedGateway.class)
final class ConfiguredProviderTest {
  private static final String PROVIDER = "our-vllm";
  private static final String KEY = "our-own-key";

  private final Gateway gateway;
  @TempDir Path directory;

  ConfiguredProviderTest(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Our own provider, which an authority of our own vouches for. */
  private record Ours(int port, Path key, Path authority) implements Sidecar.Wiring {
    @Override
    public String config(String configured) {
      var ours =
          "{name: %s, base_url: \"https://localhost:%d/v1\", api_key: \"file:%s\"}, "
              .formatted(PROVIDER, port, key);
      return configured.replace("others: [", "others: [" + ours);
    }

    @Override
    public Optional<List<String>> envoyOptions() {
      return Optional.of(List.of("--trusted-ca", authority.toString(), "--validate"));
    }
  }

  /** An organization that pays by a book with our provider's model; returns its slug. */
  private String organization() throws IOException {
    var name = "own-" + UUID.randomUUID();
    var file =
        """
        book: %s
        version: 1
        effective_from: 2026-01-01T00:00:00Z
        models:
        - model: gpt-of-our-own
          provider: %s
          kind: chat
          per_million_tokens: {input: "1", output: "2"}
          context_tokens: 8192
          max_output_tokens: 1024
        """
            .formatted(name, PROVIDER);
    gateway.money().publishPrices(PublishPricesRequest.newBuilder().setFile(file).build());
    gateway
        .keys()
        .createOrganization(
            CreateOrganizationRequest.newBuilder()
                .setSlug(name)
                .setIsServiceAccount(true)
                .setPriceBook(name)
                .build());
    gateway
        .money()
        .grant(
            GrantRequest.newBuilder()
                .setAccount("wallet:organization:" + name)
                .setNanocredits(1_000_000_000)
                .setIdempotencyKey(name)
                .build());
    return name;
  }

  private String key(String organization) throws IOException {
    var request =
        CreateOrganizationKeyRequest.newBuilder().setOrganization(organization).setName("e2e");
    return gateway.keys().createOrganizationKey(request.build()).getApiKey();
  }

  private Charge charge(String organization) {
    var request =
        ListUsageRequest.newBuilder().setAccount("wallet:organization:" + organization).build();
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> gateway.money().listUsage(request).getChargesList(),
            charges -> !charges.isEmpty())
        .getFirst();
  }

  @Test
  void aProviderThatTheConfigurationNamesIsAskedOverTlsAndCharged() throws Exception {
    var authority =
        new CertificateBuilder()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    var certificate =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .buildIssuedBy(authority);
    var ca = Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
    var keyFile = Files.writeString(directory.resolve("key"), KEY);
    var organization = organization();
    var keys = Map.of(MockProvider.OPENAI, KEY);
    try (var provider = MockUpstream.startTls(0, keys, InstantSource.system(), tls(certificate));
        var sidecar = new Sidecar(gateway, new Ours(provider.port(), keyFile, ca))) {
      var content = "[mock prompt=11 output=7]";
      var asked = gateway.chat(sidecar.url(), key(organization), "gpt-of-our-own", content, "");
      // A ledger hears of prices that were published at another one a little later.
      var answer =
          await()
              .atMost(Duration.ofSeconds(20))
              .until(() -> gateway.send(asked), said -> said.statusCode() != 404);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-tollgate-provider")).contains(PROVIDER);
      var charge = charge(organization);
      assertThat(charge.getAdmission().getProvider()).isEqualTo(PROVIDER);
      assertThat(charge.getCost().getNanocredits()).isEqualTo(25_000);
    }
  }

  private static SSLContext tls(X509Bundle certificate) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    return context;
  }

  @Test
  void theCommandMakesOfARunningSystemsConfigurationWhatItsEnvoyRunsWith() throws Exception {
    var settings = gateway.system.settings();
    var running = Files.readString(settings.state().resolve("envoy/envoy.yaml"));
    var boot = running.lines().filter(line -> line.startsWith("node:")).findFirst().orElseThrow();
    var line =
        List.of(
            Repository.root().resolve("tollgate").toString(),
            "envoy",
            "config",
            "--authz-config=" + settings.state().resolve("config/authz.yaml"),
            "--output=" + directory.resolve("envoy.yaml"),
            "--port=" + settings.ports().traffic(),
            "--rest-port=" + settings.ports().adminRest(),
            "--boot=" + boot.replaceFirst(".*boot: \"([^\"]*)\".*", "$1"),
            "--log-interval-seconds=" + settings.periodicLogInterval().toSeconds(),
            "--validate");
    var process = new ProcessBuilder(line).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
    assertThat(said).contains("Providers: openai, anthropic, openrouter, groq, cloudflare.");
    var there = settings.state().resolve("envoy").toString();
    assertThat(Files.readString(directory.resolve("envoy.yaml")).replace(directory + "", there))
        .isEqualTo(running);
  }
}
