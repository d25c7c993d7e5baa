package dev.tollgate.authz;

import dev.tollgate.authz.admin.Admin;
import dev.tollgate.authz.answers.AnswersService;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.ChangeRetention;
import dev.tollgate.authz.authn.apikey.Identity;
import dev.tollgate.authz.check.Check;
import dev.tollgate.authz.credits.Credits;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.usage.UsageLog;
import dev.tollgate.kit.command.ServerCommand;
import dev.tollgate.kit.command.ServerProgram;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.kit.observe.ObserveServer;
import dev.tollgate.pricing.PriceCatalog;
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
import java.util.UUID;

/** The authz-server: what exists, and in which order it starts and stops. */
public final class AuthzServer {
  private static final Path HOST_BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final Duration GRACE = Duration.ofSeconds(5);

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
            AuthzServer::start),
        args);
  }

  private static void start(AuthzConfig config) throws IOException {
    var clock = InstantSource.system();
    var random = new SecureRandom();
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var loops = EventLoops.start(Runtime.getRuntime().availableProcessors(), "loop");
    var database = Databases.pool(config.database(), "authz-server");
    // Not the pool's: it takes two at once, and a pool may have one.
    var schemaDatabase = Databases.connections(config.database(), "authz-schema");
    var schema = SchemaUpgrade.start(schemaDatabase, AuthzServer::refuse);
    var changeDatabase = Databases.connections(config.database(), "authz-changes");
    var door = BcryptDoor.forCores(Runtime.getRuntime().availableProcessors());
    var forge = config.keys().forge();
    var identity =
        Identity.start(
            database,
            changeDatabase,
            door,
            forge,
            config.identity(),
            Files.readString(HOST_NAME).strip(),
            clock,
            System::nanoTime,
            registry);
    var credits =
        Credits.start(
            config.journal(),
            config.leases(),
            config.ledger(),
            new Credits.World(
                loops,
                clock,
                System::nanoTime,
                UUID::randomUUID,
                Files.readString(HOST_BOOT).strip(),
                () -> Thread.ofPlatform().name("restart").start(() -> System.exit(1)),
                registry));
    var check =
        Check.create(
            loops,
            config.policy(),
            identity.authenticator(),
            identity.uses(),
            credits.reservations(),
            credits.prices(),
            ProviderCatalog.of(config.providers()),
            clock,
            System::nanoTime,
            random,
            registry);
    var answers = AnswersService.create(credits.prices(), credits.balances(), clock);
    var ledger = GrpcChannels.to(config.ledger().targets(), loops);
    var admin =
        Admin.create(
            config.admin(),
            database,
            identity.authenticator(),
            identity.uses(),
            forge,
            door,
            ledger,
            config.ledger().adminToken(),
            clock,
            random);
    var retention = ChangeRetention.start(database);
    var checkServer =
        GrpcServers.startOnEventLoops(config.check().listen(), loops, List.of(check, answers));
    var adminServer =
        GrpcServers.startOnVirtualThreads(config.admin().listen(), loops, admin.grpc());
    var restListen = config.admin().restListen();
    var restServer =
        restListen == null
            ? null
            : GrpcServers.startOnVirtualThreads(restListen, loops, admin.rest());
    var usage =
        UsageLog.start(
            config.usageLog(),
            config.envoy(),
            config.leases().requestTimeMax().plus(config.leases().reportDelay()),
            credits.settlements(),
            loops,
            registry,
            clock);
    // Not the database and not the ledger: their outage must not pull every replica.
    var observe =
        ObserveServer.start(
            config.observe().listen(),
            registry,
            Map.of("prices", () -> !credits.prices().get().equals(PriceCatalog.EMPTY)));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              GrpcServers.drain(checkServer, GRACE);
              GrpcServers.drain(adminServer, GRACE);
              if (restServer != null) {
                GrpcServers.drain(restServer, GRACE);
              }
              close(usage, credits);
              retention.close();
              identity.close();
              door.close();
              observe.close();
              schema.interrupt();
              database.close();
            }));
    System.out.println("READY authz-server on " + config.check().listen());
  }

  private static void refuse(String reason) {
    System.err.println("authz-server does not start: " + reason);
    Runtime.getRuntime().halt(1);
  }

  /** The reader first: it tells the lease book nothing more, which then sends what it has. */
  private static void close(UsageLog usage, Credits credits) {
    try {
      usage.close();
      credits.close();
    } catch (IOException e) {
      System.err.println("The journal keeps what was not sent: " + e.getMessage());
    }
  }
}
