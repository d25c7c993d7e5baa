package dev.tollgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.envoy.EnvoyBootstrap;
import dev.tollgate.envoy.EnvoySettings;
import dev.tollgate.envoy.EnvoySettings.Upstream;
import dev.tollgate.local.Repository;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What the chart renders, with every file where its pods have it, before the built servers and the
 * real Envoy. The directories of the pods are below a temporary one.
 */
final class RenderedConfigTest {
  private static final List<String> PLACES =
      List.of("/etc/tollgate", "/run/tollgate", "/var/lib/tollgate");

  @TempDir Path root;
  private X509Bundle authority;

  @BeforeEach
  void fillSecrets() throws Exception {
    authority =
        new CertificateBuilder()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    for (var volume : List.of("ledger-tls", "callers", "admin")) {
      var pair = new CertificateBuilder().subject("CN=" + volume).buildIssuedBy(authority);
      write("/etc/tollgate/" + volume + "/tls.crt", pair.getCertificatePathPEM());
      write("/etc/tollgate/" + volume + "/tls.key", pair.getPrivateKeyPEM());
      write("/etc/tollgate/" + volume + "/ca.crt", authority.getCertificatePEM());
    }
  }

  private Path write(String path, String text) throws IOException {
    var file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** With the pods' directories below the temporary one. */
  private String moved(String text) {
    for (var place : PLACES) {
      text = text.replace(place, root + place);
    }
    return text;
  }

  /** Gives each file of a pod's volume of secrets a value that differs from every other. */
  private void fillSecrets(JsonNode pod, String volume) throws IOException {
    for (var candidate : pod.path("volumes")) {
      if (candidate.path("name").stringValue().equals(volume)) {
        for (var source : candidate.path("projected").path("sources")) {
          var name = source.path("secret").path("items").get(0).path("path").stringValue();
          write("/etc/tollgate/secrets/" + name, value(name));
        }
      }
    }
  }

  private static String value(String name) {
    if (name.equals("admin-key")) {
      return "pk_admin_" + "A".repeat(43);
    }
    return name.startsWith("key-encryption-key") ? "kek_" + "A".repeat(43) : name.repeat(8);
  }

  private static JsonNode pod(List<JsonNode> objects, String deployment) {
    return Chart.object(objects, "Deployment", deployment)
        .path("spec")
        .path("template")
        .path("spec");
  }

  private String accepted(String server, String config) throws IOException {
    var file = write("/etc/tollgate/config.yaml", moved(config));
    var program = Repository.root().resolve(server + "/target/dist/" + server);
    return Programs.run(program, "check-config", file).succeeded();
  }

  @Test
  void ledgerServerTakesItsOwn() throws Exception {
    var objects = Chart.objects();
    fillSecrets(pod(objects, "gate-tollgate-ledger"), "ledger-secrets");
    var summary =
        accepted("ledger-server", Chart.config(objects, "gate-tollgate-ledger", "ledger.yaml"));
    assertThat(summary)
        .contains("0.0.0.0:9291 with TLS of both sides", "default-3.yaml", "sslmode=verify-full");
  }

  @Test
  void authzServerTakesTheSidecars() throws Exception {
    var objects = Chart.objects();
    fillSecrets(pod(objects, "gate-tollgate-gateway"), "secrets");
    var summary =
        accepted("authz-server", Chart.config(objects, "gate-tollgate-gateway", "authz.yaml"));
    assertThat(summary)
        .contains(
            "role      check", "gate-tollgate-ledger.llm.svc:9291 with TLS", "admin     none");
  }

  /** With everything that is off as delivered. */
  @Test
  void authzServersTakeWhatStoredKeysAreEncryptedWith() throws Exception {
    var objects = Chart.objects("--values=" + Chart.SOURCE.resolve("tests/more.yaml"));
    fillSecrets(pod(objects, "llm-gate-gateway"), "secrets");
    accepted("authz-server", Chart.config(objects, "llm-gate-gateway", "authz.yaml"));
    fillSecrets(pod(objects, "llm-gate-admin"), "admin-secrets");
    var admin = Chart.config(objects, "llm-gate-admin", "authz.yaml");
    assertThat(admin).contains("source: hybrid", "aws-kms:arn:aws:kms:", "aws_kms_endpoint: https");
    accepted("authz-server", admin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls.admin=", "tls.admin=tollgate-admin-tls"})
  void authzServerTakesTheAdminServers(String tls) throws Exception {
    var objects = Chart.objects("--set", tls);
    fillSecrets(pod(objects, "gate-tollgate-admin"), "admin-secrets");
    var summary =
        accepted("authz-server", Chart.config(objects, "gate-tollgate-admin", "authz.yaml"));
    assertThat(summary)
        .contains("role      admin")
        .contains(tls.endsWith("=") ? "127.0.0.1:9192\n" : "0.0.0.0:9192 with TLS\n");
  }

  /** The chart's own template and the function that fills in the same files say the same. */
  @Test
  void envoysConfigurationIsTheOneThatTollgateRenders() throws Exception {
    var objects =
        Chart.objects(
            "--set", "providers.our-vllm.url=https://llm.example:8443/v1",
            "--set", "providers.our-vllm.apiKey.name=a,providers.our-vllm.apiKey.key=b");
    var files = Path.of("/etc/tollgate/envoy");
    var sockets = Path.of("/run/tollgate");
    var settings =
        new EnvoySettings(
            new EnvoySettings.Life("${node_id}", "${boot_id}"),
            new EnvoySettings.Clients("0.0.0.0", 8080, 0),
            sockets.resolve("envoy-admin.sock"),
            sockets.resolve("check.sock"),
            null,
            Path.of("/var/lib/tollgate/log/usage.jsonl"),
            files,
            List.of(
                new Upstream("anthropic", BaseUrl.parse("https://api.anthropic.com/v1")),
                new Upstream("openai", BaseUrl.parse("https://api.openai.com/v1")),
                new Upstream("our-vllm", BaseUrl.parse("https://llm.example:8443/v1"))),
            EnvoySettings.PUBLIC_CA,
            Duration.ofSeconds(900),
            Duration.ofSeconds(10));
    assertThat(Chart.config(objects, "gate-tollgate-gateway", "envoy.yaml"))
        .isEqualTo(EnvoyBootstrap.shipped().render(settings));
  }

  /** The pod's own script, which gives this life of Envoy its name, up to Envoy's own start. */
  @Test
  void envoyTakesWhatTheGatewaysScriptMakes() throws Exception {
    var objects = Chart.objects();
    var map = Chart.object(objects, "ConfigMap", "gate-tollgate-gateway");
    for (var entry : map.path("data").propertyStream().toList()) {
      write("/etc/tollgate/envoy/" + entry.getKey(), moved(entry.getValue().stringValue()));
    }
    var descriptors = root.resolve("etc/tollgate/envoy/tollgate.pb");
    Files.write(
        descriptors,
        Base64.getDecoder().decode(map.path("binaryData").path("tollgate.pb").stringValue()));
    Files.createDirectories(root.resolve("run/tollgate"));
    Files.createDirectories(root.resolve("var/lib/tollgate/log"));
    var launcher = Repository.root().resolve("envoy/launch.py");
    var real = Programs.run("python3", launcher, "--print").succeeded().strip();
    var envoy = write("/bin/envoy", "#!/bin/sh\nexec " + real + " --mode validate \"$@\"\n");
    assertThat(envoy.toFile().setExecutable(true)).isTrue();
    var script = new ProcessBuilder("sh", root + "/etc/tollgate/envoy/envoy.sh");
    script.environment().put("POD_NAME", "gate-0");
    script.environment().merge("PATH", envoy.getParent() + ":", (path, own) -> own + path);
    assertThat(Programs.run(script.redirectErrorStream(true)).succeeded()).endsWith("OK\n");
    assertThat(Files.readString(root.resolve("run/tollgate/envoy.yaml")))
        .containsPattern("node: \\{id: \"gate-0\", .* \\{boot: \"[0-9a-f-]{36}\"}}")
        .doesNotContain("${")
        .contains("host_rewrite_literal: \"api.openai.com\"");
  }
}
