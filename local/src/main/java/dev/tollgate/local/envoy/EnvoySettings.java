package dev.tollgate.local.envoy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What differs from Envoy to Envoy.
 *
 * @param bootId new at every start: the usage log's lines and every Check carry it
 * @param restPort of the admin service as REST
 * @param restSocket where authz-server answers that
 * @param providers each with a route and a cluster of its name
 * @param trustedCa whom providers' certificates must be signed by, as PEM
 * @param maxStreamDuration the longest a request may be upstream
 * @param periodicLogInterval how often a running request writes a line
 */
public record EnvoySettings(
    String nodeId,
    String bootId,
    int listenPort,
    Path adminSocket,
    Path checkSocket,
    int restPort,
    Path restSocket,
    Path usageLog,
    Path descriptors,
    List<Upstream> providers,
    Path trustedCa,
    Duration maxStreamDuration,
    Duration periodicLogInterval) {
  /** Where Debian and images made from it keep the authorities that browsers trust. */
  public static final Path PUBLIC_CA = Path.of("/etc/ssl/certs/ca-certificates.crt");

  public EnvoySettings {
    providers = List.copyOf(providers);
  }

  /**
   * Where a provider, or what stands in for it, is reached.
   *
   * @param name that Check calls it by
   * @param tls whether its certificate must name the host; else plain HTTP
   * @param host a name or an address
   */
  public record Upstream(String name, boolean tls, String host, int port) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /** As a URL names it: with its port, unless that is the usual one. */
    String authority() {
      return port == (tls ? HTTPS : HTTP) ? host : host + ":" + port;
    }

    /** Without the brackets of a URL. */
    String endpoint() {
      return host.replaceAll("[\\[\\]]", "");
    }

    /** How Envoy finds it: an address is there, a name is looked up again and again. */
    String discovery() {
      return ADDRESS.matcher(host).matches() ? "STATIC" : "LOGICAL_DNS";
    }
  }
}
