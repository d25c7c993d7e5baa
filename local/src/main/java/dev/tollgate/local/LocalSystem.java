package dev.tollgate.local;

import dev.tollgate.envoy.EnvoyBootstrap;
import dev.tollgate.envoy.EnvoySettings;
import dev.tollgate.local.mock.MockUpstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The whole system on one machine, as real processes: PostgreSQL, ledger-servers, authz-server,
 * Envoy and the mock upstream. {@link #supervise} brings killed parts back.
 */
public final class LocalSystem implements AutoCloseable {
  private final Path repository = Repository.root();
  private final SystemSettings settings;
  private final Secrets secrets;
  private final Configurations configurations;
  private final LocalProviders providers;
  private final List<Part> parts = new ArrayList<>();
  private final Part upstream;
  private final List<Part> ledgers = new ArrayList<>();
  private final Part authz;
  private final Part envoy;
  private final LocalDatabase database;
  private volatile boolean closing;

  private LocalSystem(SystemSettings settings, Map<String, String> environment) throws IOException {
    this.settings = settings;
    this.secrets = new Secrets(settings.state().resolve("secrets"));
    this.configurations = new Configurations(repository, settings, secrets);
    this.providers = new LocalProviders(secrets, settings.ports().upstream(), environment);
    this.database = new LocalDatabase(settings, secrets, System::nanoTime);
    this.upstream = upstream();
    for (int i = 0; i < settings.ledgers(); i++) {
      ledgers.add(ledger(i));
    }
    this.authz = authz();
    this.envoy = envoy();
    parts.add(upstream);
    parts.addAll(ledgers);
    parts.add(authz);
    parts.add(envoy);
  }

  /** Starts everything, with the mock as every provider, and returns when all of it is ready. */
  public static LocalSystem start(SystemSettings settings) throws IOException {
    var system = prepare(settings, Map.of());
    system.start();
    return system;
  }

  /**
   * Writes the configurations; nothing runs yet.
   *
   * @param environment has the keys of the providers that are to be the real ones
   */
  static LocalSystem prepare(SystemSettings settings, Map<String, String> environment)
      throws IOException {
    return new LocalSystem(settings, environment);
  }

  /**
   * Returns when all of it is ready. If that fails, or {@link #close} comes first, all of it is
   * stopped again.
   */
  void start() throws IOException {
    try {
      database.stopLeftOver();
      settings.ports().requireFree(settings.ledgers());
      unlessClosing(database::start);
      for (var part : parts) {
        unlessClosing(part::start);
      }
      for (var part : parts) {
        part.awaitReady();
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** A step that has begun is ended before {@link #close} stops what it has started. */
  private synchronized void unlessClosing(Step step) throws IOException {
    if (closing) {
      throw new IOException("the system is being stopped");
    }
    step.run();
  }

  private Part upstream() throws IOException {
    int port = settings.ports().upstream();
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var line =
        List.of(
            java,
            "-XX:ErrorFile=" + settings.state().resolve("logs/upstream-crash.log"),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            MockUpstream.class.getName(),
            Integer.toString(port));
    var keys = MockUpstream.environment(providers.mockKeys());
    return part("upstream", () -> new Part.Command(line, keys), local(port, "/"));
  }

  private Part ledger(int number) throws IOException {
    var config = configurations.writeLedger(number);
    var program = program("ledger-server");
    return part(
        "ledger-" + (number + 1),
        () -> new Part.Command(List.of(program, config.toString()), Map.of()),
        local(settings.ports().ledgerObserve(number), "/readyz"));
  }

  private Part authz() throws IOException {
    var config = configurations.writeAuthz(providers);
    var program = program("authz-server");
    return part(
        "authz",
        () -> new Part.Command(List.of(program, config.toString()), Map.of()),
        local(settings.ports().authzObserve(), "/readyz"));
  }

  private Part envoy() throws IOException {
    var bootstrap = EnvoyBootstrap.shipped();
    var file = envoyDirectory().resolve("envoy.yaml");
    var launcher = repository.resolve("envoy/launch.py").toString();
    return part(
        "envoy",
        () -> {
          Files.deleteIfExists(configurations.envoyAdminSocket());
          bootstrap.write(file, envoySettings());
          var line =
              List.of(
                  "python3",
                  launcher,
                  "--",
                  "-c",
                  file.toString(),
                  "--use-dynamic-base-id",
                  "--concurrency",
                  "2",
                  "--log-level",
                  "warning");
          return new Part.Command(line, Map.of());
        },
        local(settings.ports().traffic(), "/health"));
  }

  private EnvoySettings envoySettings() {
    return new EnvoySettings(
        new EnvoySettings.Life("envoy-1", UUID.randomUUID().toString()),
        EnvoySettings.Clients.ofThisMachine(settings.ports().traffic()),
        configurations.envoyAdminSocket(),
        configurations.checkSocket(),
        new EnvoySettings.Rest(settings.ports().adminRest(), configurations.restSocket()),
        configurations.usageLog(),
        envoyDirectory(),
        providers.upstreams(),
        EnvoySettings.PUBLIC_CA,
        settings.requestTimeMax(),
        settings.periodicLogInterval());
  }

  private Path envoyDirectory() {
    return settings.state().resolve("envoy");
  }

  private Part part(String name, Part.Launch launch, URI readiness) {
    return new Part(name, settings.state(), launch, readiness, System::nanoTime);
  }

  private String program(String module) throws IOException {
    var program = repository.resolve(module).resolve("target/dist").resolve(module);
    if (!Files.isExecutable(program)) {
      throw new IOException(module + " is not built: run ./quickstart, or mvn package");
    }
    return program.toString();
  }

  private static URI local(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public SystemSettings settings() {
    return settings;
  }

  public List<Part> parts() {
    return List.copyOf(parts);
  }

  public Part upstreamPart() {
    return upstream;
  }

  public List<Part> ledgerParts() {
    return List.copyOf(ledgers);
  }

  public Part authzPart() {
    return authz;
  }

  public Part envoyPart() {
    return envoy;
  }

  /** Stops PostgreSQL as a crash would. */
  public void killPostgres() throws IOException {
    database.kill();
  }

  public void restartPostgres() throws IOException {
    database.start();
  }

  /** As the superuser. */
  public String databaseUrl() {
    return configurations.databaseUrl();
  }

  public String databasePassword() throws IOException {
    return database.superuserPassword();
  }

  /** Whom requests go to. */
  LocalProviders providers() {
    return providers;
  }

  /** As Envoy reaches them. */
  public List<EnvoySettings.Upstream> upstreams() {
    return providers.upstreams();
  }

  /** The bootstrap credential of the admin service. */
  public String adminKey() throws IOException {
    return secrets.get("admin-key", "pk_admin_");
  }

  /** What was kept under a name, or an empty text. */
  String kept(String name) throws IOException {
    return secrets.kept(name);
  }

  void keep(String name, String value) throws IOException {
    secrets.keep(name, value);
  }

  /** Brings back what has died, each with its own back-off; returns what it did, a line each. */
  List<String> supervise() {
    var said = new ArrayList<String>();
    revive("postgres", database::revive, said);
    for (var part : parts) {
      revive(part.name(), part::revive, said);
    }
    return said;
  }

  private interface Revival {
    boolean attempt() throws IOException;
  }

  private static void revive(String name, Revival revival, List<String> said) {
    try {
      if (revival.attempt()) {
        said.add("restarted " + name);
      }
    } catch (IOException e) {
      said.add(name + " cannot be brought back yet: " + e.getMessage());
    }
  }

  /**
   * Envoy first, so that no request is under way; then those behind it. What {@link #start} has not
   * started yet stays down; repeating it changes nothing.
   */
  @Override
  public void close() throws IOException {
    closing = true;
    synchronized (this) {
      for (var part : parts.reversed()) {
        part.stop();
      }
      database.stop();
    }
  }
}
