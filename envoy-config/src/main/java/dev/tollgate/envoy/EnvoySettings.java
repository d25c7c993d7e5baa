package dev.tollgate.envoy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What differs from Envoy to Envoy. Every path is written as it is: one that is relative starts
 * where Envoy is started.
 *
 * @param life which Envoy, and which life of it
 * @param clients where it listens
 * @param adminSocket its own administration
 * @param checkSocket where authz-server answers Check
 * @param rest the admin service as REST; null: this Envoy does not offer it
 * @param usageLog the file that it writes
 * @param files the directory with {@link EnvoyBootstrap#files}
 * @param upstreams each with a route and a cluster of its name
 * @param trustedCa whom providers' certificates must be signed by, as PEM
 * @param maxStreamDuration the longest a request may be upstream
 * @param periodicLogInterval how often a running request writes a line
 */
public record EnvoySettings(
    Life life,
    Clients clients,
    Path adminSocket,
    Path checkSocket,
    @Nullable Rest rest,
    Path usageLog,
    Path files,
    List<Upstream> upstreams,
    Path trustedCa,
    Duration maxStreamDuration,
    Duration periodicLogInterval) {
  private static final int PORT_MAX = 65_535;
  private static final Pattern PLAIN = Pattern.compile("[^\"\\\\%\\p{Cntrl}]*");

  /** Where Debian and images made from it keep the authorities that browsers trust. */
  public static final Path PUBLIC_CA = Path.of("/etc/ssl/certs/ca-certificates.crt");

  public EnvoySettings {
    requirePlain("the node's name", life.nodeId());
    requirePlain("the boot's id", life.bootId());
    requirePlain("the address", clients.address());
    for (var path : List.of(adminSocket, checkSocket, usageLog, files, trustedCa)) {
      requirePlain("a path", path.toString());
    }
    if (rest != null) {
      requirePlain("a path", rest.socket().toString());
    }
    upstreams = List.copyOf(upstreams);
  }

  /** The values stand in quotes, and some of them in formats of log lines. */
  private static void requirePlain(String what, String value) {
    if (!PLAIN.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + " must be without quotes, backslashes, percent signs and line breaks: " + value);
    }
  }

  /** The same for another place, whose usage log is there too. */
  public EnvoySettings in(Path directory) {
    return new EnvoySettings(
        life,
        clients,
        adminSocket,
        checkSocket,
        rest,
        directory.resolve("usage.jsonl"),
        directory,
        upstreams,
        trustedCa,
        maxStreamDuration,
        periodicLogInterval);
  }

  /**
   * Which Envoy it is. The usage log's lines and every Check carry both.
   *
   * @param bootId new at every start
   */
  public record Life(String nodeId, String bootId) {}

  /**
   * Where clients connect.
   *
   * @param address of the traffic and of REST
   * @param trustedHops how many proxies before Envoy add to {@code x-forwarded-for}
   */
  public record Clients(String address, int port, int trustedHops) {
    public Clients {
      requirePort(port);
    }

    /** Those of this machine alone. */
    public static Clients ofThisMachine(int port) {
      return new Clients("127.0.0.1", port, 0);
    }
  }

  /**
   * The admin service as REST.
   *
   * @param socket where authz-server answers it
   */
  public record Rest(int port, Path socket) {
    public Rest {
      requirePort(port);
    }
  }

  private static void requirePort(int port) {
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("a port must be from 1 to 65535, but is " + port);
    }
  }

  /**
   * Where a provider, or what stands in for it, is reached.
   *
   * @param name that Check calls it by
   * @param at over TLS its certificate must name that host; the path is Check's to say
   */
  public record Upstream(String name, BaseUrl at) {}
}
