package dev.tollgate.authz;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.authz.admin.Admin;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.ChangeRetention;
import dev.tollgate.authz.authn.apikey.Identity;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcServers;
import io.grpc.Server;
import java.util.ArrayList;
import java.util.List;

/** What serves administrators, over connections of its own: no listing delays a key's lookup. */
final class Administration {
  private final HikariDataSource database;
  private final ChangeRetention retention;
  private final List<Server> servers;

  private Administration(
      HikariDataSource database, ChangeRetention retention, List<Server> servers) {
    this.database = database;
    this.retention = retention;
    this.servers = List.copyOf(servers);
  }

  /** Starts to serve; the database and the ledger may be down. */
  static Administration start(
      AuthzConfig config,
      AuthzConfig.AdministrationConfig own,
      Identity identity,
      KeyForge forge,
      BcryptDoor door,
      World world) {
    var database = Databases.pool(config.database(), "authz-admin");
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
            world.clock(),
            world.random());
    var servers = new ArrayList<Server>();
    servers.add(
        GrpcServers.startOnVirtualThreads(own.admin().listener(), world.loops(), admin.grpc()));
    var restListen = own.admin().restListen();
    if (restListen != null) {
      servers.add(GrpcServers.startOnVirtualThreads(restListen, world.loops(), admin.rest()));
    }
    return new Administration(database, ChangeRetention.start(database), servers);
  }

  /** Answers what was asked, and nothing more. */
  void drain() {
    servers.forEach(server -> GrpcServers.drain(server, AuthzServer.GRACE));
  }

  void close() {
    retention.close();
    database.close();
  }
}
