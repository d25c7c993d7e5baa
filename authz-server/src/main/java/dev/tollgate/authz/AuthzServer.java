package dev.tollgate.authz;

import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.Identity;
import dev.tollgate.authz.authn.apikey.JdbcChangeConnection;
import dev.tollgate.authz.envoyconfig.EnvoyConfigCommand;
import dev.tollgate.authz.providers.ByokCheck;
import dev.tollgate.authz.providers.JdbcByokKeys;
import dev.tollgate.authz.providers.JdbcCallAudit;
import dev.tollgate.authz.providers.JdbcStoredProviders;
import dev.tollgate.authz.providers.SystemKeys;
import dev.tollgate.authz.sealing.NewKey;
import dev.tollgate.kit.command.ServerCommand;
import dev.tollgate.kit.command.ServerProgram;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.observe.ObserveServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The authz-server: what exists, and in which order it starts and stops. */
public final class AuthzServer {
  /** How long calls that are under way may take when the server stops. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private AuthzServer() {}

  /** {@code authz-server CONFIG.yaml}: docs/reference/server-commands.md. */
  public static void main(String[] args) {
    var old = OldVariables.problems(System.getenv());
    if (!old.isEmpty()) {
      System.err.println("authz-server does not start:\n" + String.join("\n", old));
      System.exit(2);
    }
    ServerCommand.main(
        new ServerProgram<>(
            "authz-server",
            AuthzConfig.class,
            "TOLLGATE_AUTHZ",
            AuthzConfig::database,
            SchemaUpgrade.SCHEMA,
            AuthzConfig::summary,
            AuthzServer::start,
            List.of(NewKey::command, EnvoyConfigCommand::command)),
        args);
  }

  private static void start(AuthzConfig config) throws IOException {
    var world =
        new World(
            EventLoops.start(Runtime.getRuntime().availableProcessors(), "loop"),
            InstantSource.system(),
            System::nanoTime,
            new SecureRandom(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    var schema = SchemaUpgrade.start(config, AuthzServer::refuse);
    var door = BcryptDoor.forCores(Runtime.getRuntime().availableProcessors());
    var forge = config.keys().forge();
    var lookups =
        Databases.pool(
            config.database().withPoolSize(config.identity().poolSize()), "authz-lookups");
    var changes =
        new JdbcChangeConnection(Databases.connections(config.database(), "authz-changes"));
    var providerKeys = config.providerKeySettings();
    var providers =
        new SystemKeys(providerKeys, new JdbcStoredProviders(changes), world.registry());
    var byok = new JdbcByokKeys(lookups, providerKeys);
    var identity =
        Identity.start(
            lookups,
            changes,
            providers,
            byok,
            door,
            forge,
            config.identity(),
            Files.readString(HOST_NAME).strip(),
            world.clock(),
            world.nanoTime(),
            world.registry());
    var byokCheck = ByokCheck.start(byok, world.registry());
    var dataPathConfig = config.dataPath();
    var dataPath =
        dataPathConfig.isEmpty()
            ? Optional.<DataPath>empty()
            : Optional.of(
                DataPath.start(
                    config,
                    dataPathConfig.get(),
                    identity,
                    providers,
                    new JdbcCallAudit(lookups),
                    world));
    var administration =
        config
            .administration()
            .map(own ->
                Administration.start(config, own, identity, forge, door, providerKeys, world));
    // Not the database and not the ledger: their outage must not pull every replica.
    var readiness =
        dataPath
            .map(path -> Map.<String, BooleanSupplier>of("prices", path::ready))
            .orElse(Map.of());
    var observe = ObserveServer.start(config.observe(), world.registry(), readiness);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              dataPath.ifPresent(DataPath::drain);
              administration.ifPresent(Administration::drain);
              dataPath.ifPresent(DataPath::close);
              administration.ifPresent(Administration::close);
              identity.close();
              door.close();
              observe.close();
              schema.interrupt();
              byokCheck.interrupt();
              lookups.close();
            }));
    System.out.println("READY authz-server, " + config.listens());
  }

  private static void refuse(String reason) {
    System.err.println("authz-server does not start: " + reason);
    Runtime.getRuntime().halt(1);
  }
}
