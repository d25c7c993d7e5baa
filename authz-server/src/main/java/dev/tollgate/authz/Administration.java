package dev.tollgate.authz;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.authz.admin.Admin;
import dev.tollgate.authz.admin.KeyTestSchedule;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.ChangeRetention;
import dev.tollgate.authz.authn.apikey.Identity;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcServers;
import io.grpc.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What serves administrators, over connections of its own: no listing delays a key's lookup. */
final class Administration {
  /** Each of two answers of a provider that is asked about a key. */
  private static final Duration KEY_TEST_MAX = Duration.ofSeconds(10);

  private final HikariDataSource database;
  private final ChangeRetention retention;
  private final KeyTestSchedule keyTests;
  private final List<Server> servers;

  private Administration(
      HikariDataSource database,
      ChangeRetention retention,
      KeyTestSchedule keyTests,
      List<Server> servers) {
    this.database = database;
    this.retention = retention;
    this.keyTests = keyTests;
    this.servers = List.copyOf(servers);
  }

  /** Starts to serve; the database and the ledger may be down. */
  static Administration start(
      AuthzConfig config,
      AuthzConfig.AdministrationConfig own,
      Identity identity,
      KeyForge forge,
      BcryptDoor door,
      ProviderKeySettings providerKeys,
      World world) {
    var database = Databases.pool(config.database(), "authz-admin");
    var probe = new KeyProbe(KEY_TEST_MAX);
    var admin =
        Admin.create(
            own.admin(),
            database,
            identity.authenticator(),
            identity.uses(),
            forge,
            door,
            GrpcChannels.to(config.ledger().connection(), world.loops()),
            own.ledgerToken(),
            providerKeys,
            probe,
            world.clock(),
            world.random());
    var servers = new ArrayList<Server>();
    servers.add(
        GrpcServers.startOnVirtualThreads(own.admin().listener(), world.loops(), admin.grpc()));
    var restListen = own.admin().restListen();
    if (restListen != null) {
      servers.add(GrpcServers.startOnVirtualThreads(restListen, world.loops(), admin.rest()));
    }
    return new Administration(
        database,
        ChangeRetention.start(database),
        KeyTestSchedule.start(database, providerKeys, probe, world.clock()),
        servers);
  }

  /** Answers what was asked, and nothing more. */
  void drain() {
    servers.forEach(server -> GrpcServers.drain(server, AuthzServer.GRACE));
  }

  void close() {
    retention.close();
    keyTests.close();
    database.close();
  }
}
