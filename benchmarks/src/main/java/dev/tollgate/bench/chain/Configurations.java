package dev.tollgate.bench.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.envoy.EnvoyBootstrap;
import dev.tollgate.envoy.EnvoySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What the Envoys are configured with, each in a directory of its own. */
final class Configurations {
  private static final String EXT_AUTHZ =
      """
                - name: envoy.filters.http.ext_authz
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                    transport_api_version: V3
                    grpc_service: {envoy_grpc: {cluster_name: authz}, timeout: 20s}
      """;

  private Configurations() {}

  /** Passes on whatever comes. */
  static Path bare(Path directory, int port, int upstreamPort) throws IOException {
    return plain(directory, port, upstreamPort, "", directory.resolve("nobody.sock"));
  }

  /** Asks somebody before. */
  static Path asking(Path directory, int port, int upstreamPort, Path checkSocket)
      throws IOException {
    return plain(directory, port, upstreamPort, EXT_AUTHZ, checkSocket);
  }

  private static Path plain(
      Path directory, int port, int upstreamPort, String extAuthz, Path checkSocket)
      throws IOException {
    Files.createDirectories(directory);
    try (var template = requireNonNull(Configurations.class.getResourceAsStream("bare.yaml"))) {
      var text =
          new String(template.readAllBytes(), UTF_8)
              .replace("${ext_authz}", extAuthz)
              .replace("${admin_socket}", directory.resolve("admin.sock").toString())
              .replace("${listen_port}", Integer.toString(port))
              .replace("${upstream_port}", Integer.toString(upstreamPort))
              .replace("${check_socket}", checkSocket.toString());
      return Files.writeString(directory.resolve("envoy.yaml"), text);
    }
  }

  /**
   * The reference.
   *
   * @param envoy a directory like {@code envoy/}
   */
  static Path reference(
      Path envoy, Path directory, int port, int restPort, int upstreamPort, Path checkSocket)
      throws IOException {
    var upstream = BaseUrl.parse("http://127.0.0.1:" + upstreamPort + "/v1");
    var settings =
        new EnvoySettings(
            new EnvoySettings.Life("bench", "bench-boot"),
            EnvoySettings.Clients.ofThisMachine(port),
            directory.resolve("admin.sock"),
            checkSocket,
            new EnvoySettings.Rest(restPort, directory.resolve("rest.sock")),
            directory.resolve("usage.jsonl"),
            directory,
            Stream.of("openai", "anthropic")
                .map(name -> new EnvoySettings.Upstream(name, upstream))
                .toList(),
            EnvoySettings.PUBLIC_CA,
            Duration.ofMinutes(15),
            Duration.ofSeconds(10));
    var file = directory.resolve("envoy.yaml");
    EnvoyBootstrap.read(envoy).write(file, settings);
    return file;
  }
}
