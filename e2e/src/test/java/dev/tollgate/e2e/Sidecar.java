package dev.tollgate.e2e;

import dev.tollgate.envoy.EnvoyBootstrap;
import dev.tollgate.envoy.EnvoySettings;
import dev.tollgate.local.FreePort;
import dev.tollgate.local.Part;
import dev.tollgate.local.Repository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A further authz-server beside an Envoy of its own, on the database, the ledgers and the upstream
 * of a {@link Gateway}. It has the role {@code check}, and its database is reached through a proxy,
 * with the rights that docs/reference/roles.md grants.
 */
final class Sidecar implements AutoCloseable {
  private static final LongSupplier NANOS = System::nanoTime;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Gateway gateway;
  private final String name = "sidecar-" + NUMBER.incrementAndGet();
  private final Path state;
  private final Path check;
  private final int port = FreePort.next();
  private final int observe = FreePort.next();
  final PostgresProxy proxy;
  final Part authz;
  final Part envoy;
  private final int secondPort = FreePort.next();

  /** The second Envoy, if there is one; else the first. */
  final Part second;

  private final Wiring wiring;

  /** What stands between a sidecar's authz-server and those it talks to. */
  interface Wiring {
    Wiring NONE = new Wiring() {};

    /** Settings of its authz-server, without {@code TOLLGATE_AUTHZ_}, beside the sidecar's own. */
    default Map<String, String> settings() {
      return Map.of();
    }

    /** What stands in the environment of its authz-server beside settings. */
    default Map<String, String> environment() {
      return Map.of();
    }

    /** The configuration of its authz-server, edited. */
    default String config(String configured) {
      return configured;
    }

    /**
     * What {@code tollgate envoy config} is asked for, where it makes the Envoys' configurations.
     */
    default Optional<List<String>> envoyOptions() {
      return Optional.empty();
    }

    /** Whether a second Envoy asks the same authz-server. */
    default boolean secondEnvoy() {
      return false;
    }

    /** Where Envoy asks, if authz-server listens there. */
    default Path check(Path listening) throws IOException {
      return listening;
    }
  }

  /** Starts it, and returns when it is ready. */
  Sidecar(Gateway gateway) throws IOException {
    this(gateway, Wiring.NONE);
  }

  /** As the other, with something in between. */
  Sidecar(Gateway gateway, Wiring wiring) throws IOException {
    this.gateway = gateway;
    this.wiring = wiring;
    CheckRole.create(gateway);
    this.state = Files.createDirectories(gateway.system.settings().state().resolve(name));
    this.proxy = new PostgresProxy(gateway.system.settings().ports().postgres());
    this.check = wiring.check(state.resolve("check.sock"));
    this.authz = new Part("authz", state, this::authzCommand, local(observe, "/readyz"), NANOS);
    this.envoy = new Part("envoy", state, this::envoyCommand, local(port, "/health"), NANOS);
    this.second =
        wiring.secondEnvoy()
            ? new Part("second", state, this::secondCommand, local(secondPort, "/health"), NANOS)
            : envoy;
    authz.start();
    envoy.start();
    try {
      authz.awaitReady();
      envoy.awaitReady();
      if (wiring.secondEnvoy()) {
        second.start();
        second.awaitReady();
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static URI local(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The gateway's configuration, but for what an authz-server has for itself. */
  private Part.Command authzCommand() throws IOException {
    var program = Repository.root().resolve("authz-server/target/dist/authz-server").toString();
    return new Part.Command(List.of(program, config().toString()), authzEnvironment());
  }

  private Map<String, String> authzEnvironment() {
    var own = new HashMap<String, String>();
    own.put("ROLE", "check");
    own.put("CHECK_LISTEN", "unix:" + state.resolve("check.sock"));
    own.put("OBSERVE_LISTEN", "127.0.0.1:" + observe);
    own.put("DATABASE_URL", proxy.jdbcUrl());
    own.put("DATABASE_USER", CheckRole.NAME);
    own.put("JOURNAL_DIRECTORY", state.resolve("journal").toString());
    own.put("USAGE_LOG_PATH", state.resolve("usage.jsonl").toString());
    own.put("USAGE_LOG_STATE_DIRECTORY", state.resolve("usage-state").toString());
    own.put("ENVOY_ADMIN", "unix:" + state.resolve("envoy-admin.sock"));
    own.putAll(wiring.settings());
    var environment = new HashMap<String, String>();
    own.forEach((key, value) -> environment.put("TOLLGATE_AUTHZ_" + key, value));
    environment.putAll(wiring.environment());
    return environment;
  }

  /** Without what only the admin service has. */
  private Path config() throws IOException {
    var gateways = gateway.system.settings().state().resolve("config/authz.yaml");
    var config =
        Files.readString(gateways)
            .replaceFirst("(?m)^admin: .*\n", "")
            .replaceFirst(", admin_token: \"[^\"]*\"", "")
            .concat(wiring.secondEnvoy() ? further() : "");
    // Beside the other: the paths of secrets start there.
    return Files.writeString(gateways.resolveSibling(name + ".yaml"), wiring.config(config));
  }

  private String further() {
    return "further_envoys:\n- {admin: \"unix:%s\", usage_log: \"%s\"}\n"
        .formatted(state.resolve("second-admin.sock"), secondUsageLog());
  }

  private Part.Command envoyCommand() throws IOException {
    return envoyCommand("envoy", name, port, usageLog());
  }

  private Part.Command secondCommand() throws IOException {
    return envoyCommand("second", name + "-second", secondPort, secondUsageLog());
  }

  private Part.Command envoyCommand(String part, String node, int traffic, Path log)
      throws IOException {
    Files.deleteIfExists(state.resolve(part + "-admin.sock"));
    var file = state.resolve(part).resolve("envoy.yaml");
    if (wiring.envoyOptions().isPresent()) {
      askForConfiguration(file, node, traffic, log, wiring.envoyOptions().get());
    } else {
      writeConfiguration(file, node, traffic, log, part);
    }
    return new Part.Command(
        List.of(
            "python3",
            Repository.root().resolve("envoy/launch.py").toString(),
            "--",
            "-c",
            file.toString(),
            "--use-dynamic-base-id",
            "--concurrency",
            "1",
            "--log-level",
            "warning"),
        Map.of());
  }

  private void writeConfiguration(Path file, String node, int traffic, Path log, String part)
      throws IOException {
    var settings = gateway.system.settings();
    var own =
        new EnvoySettings(
            new EnvoySettings.Life(node, UUID.randomUUID().toString()),
            EnvoySettings.Clients.ofThisMachine(traffic),
            state.resolve(part + "-admin.sock"),
            check,
            null, // authz-server has the role check
            log,
            state.resolve(part),
            gateway.system.upstreams(),
            EnvoySettings.PUBLIC_CA,
            settings.requestTimeMax(),
            settings.periodicLogInterval());
    EnvoyBootstrap.shipped().write(file, own);
  }

  /** By the script, as an operator would. */
  private void askForConfiguration(
      Path file, String node, int traffic, Path log, List<String> options) throws IOException {
    var line =
        new ArrayList<>(
            List.of(
                Repository.root().resolve("tollgate").toString(),
                "envoy",
                "config",
                "--authz-config",
                config().toString(),
                "--output",
                file.toString(),
                "--node",
                node,
                "--port",
                Integer.toString(traffic),
                "--usage-log",
                log.toString()));
    line.addAll(options);
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(authzEnvironment());
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(said);
    }
  }

  /** Where its journal is. */
  Path journal() {
    return state.resolve("journal");
  }

  Path usageLog() {
    return state.resolve("usage.jsonl");
  }

  Path secondUsageLog() {
    return state.resolve("second.jsonl");
  }

  String secondUrl() {
    return "http://127.0.0.1:" + secondPort;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Sends a small request with a key. */
  HttpResponse<String> use(String key) throws IOException, InterruptedException {
    return gateway.send(gateway.chat(url(), key, "mock-per-request", "Hello", ""));
  }

  /** A value of {@code /metrics}, of the first line that starts like this. */
  double metric(String start) throws IOException, InterruptedException {
    return gateway
        .send(HttpRequest.newBuilder(local(observe, "/metrics")).build())
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    envoy.stop();
    second.stop();
    proxy.set(PostgresProxy.Mode.OPEN);
    authz.stop();
    proxy.close();
  }
}
