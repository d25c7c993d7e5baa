package dev.tollgate.authz;

import dev.tollgate.authz.answers.AnswersService;
import dev.tollgate.authz.authn.apikey.Identity;
import dev.tollgate.authz.check.Check;
import dev.tollgate.authz.credits.Credits;
import dev.tollgate.authz.providers.CallAudit;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.usage.LoggedReservations;
import dev.tollgate.authz.usage.UsageLog;
import dev.tollgate.authz.usage.log.LogRoom;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.pricing.PriceCatalog;
import io.grpc.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** What answers Envoy and reads its usage log. */
final class DataPath {
  private static final Path HOST_BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private final Credits credits;
  private final UsageLog usage;
  private final Server server;

  private DataPath(Credits credits, UsageLog usage, Server server) {
    this.credits = credits;
    this.usage = usage;
    this.server = server;
  }

  /**
   * Starts to answer.
   *
   * @param providers whom requests may go to now, and with which keys
   * @param audit where calls of services are written down
   * @throws IOException if the journal or the usage log's state cannot be opened
   */
  static DataPath start(
      AuthzConfig config,
      AuthzConfig.DataPathConfig own,
      Identity identity,
      Supplier<ProviderCatalog> providers,
      CallAudit audit,
      World world)
      throws IOException {
    var credits =
        Credits.start(
            own.journal(),
            config.leases(),
            config.ledger().connection(),
            own.ledgerToken(),
            new Credits.World(
                world.loops(),
                world.clock(),
                world.nanoTime(),
                UUID::randomUUID,
                Files.readString(HOST_BOOT).strip(),
                () -> Thread.ofPlatform().name("restart").start(() -> System.exit(1)),
                world.registry()));
    var room = new LogRoom();
    var check =
        Check.create(
            world.loops(),
            config.policy(),
            identity.authenticator(),
            identity.uses(),
            new LoggedReservations(credits.reservations(), room),
            credits.paths(),
            credits.prices(),
            providers,
            audit,
            world.clock(),
            world.nanoTime(),
            world.random(),
            world.registry());
    var answers =
        AnswersService.create(
            credits.prices(),
            provider -> providers.get().isInactive(provider),
            credits.balances(),
            credits.requestCosts(),
            world.clock());
    var server =
        GrpcServers.startOnEventLoops(own.listen(), world.loops(), List.of(check, answers));
    var usage =
        UsageLog.start(
            own.envoys(),
            config.leases().requestTimeMax().plus(config.leases().reportDelay()),
            room,
            credits.settlements(),
            credits.foreignReports(),
            world.loops(),
            world.registry(),
            world.clock());
    return new DataPath(credits, usage, server);
  }

  /** Whether it can price a request; before that it admits none. */
  boolean ready() {
    return !credits.prices().get().equals(PriceCatalog.EMPTY);
  }

  /** Answers what was asked, and nothing more. */
  void drain() {
    GrpcServers.drain(server, AuthzServer.GRACE);
  }

  /** The reader first: it tells the lease book nothing more, which then sends what it has. */
  void close() {
    try {
      usage.close();
      credits.close();
    } catch (IOException e) {
      System.err.println("The journal keeps what was not sent: " + e.getMessage());
    }
  }
}
