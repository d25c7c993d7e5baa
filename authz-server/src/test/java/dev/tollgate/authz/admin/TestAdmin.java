package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.authz.authn.Environment;
import dev.tollgate.authz.authn.IdentityConfig;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.ChangeSubscriber;
import dev.tollgate.authz.authn.apikey.Identity;
import dev.tollgate.authz.authn.apikey.JdbcChangeConnection;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.authn.apikey.OwnKeys;
import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.NetworkAddress;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.local.FreePort;
import dev.tollgate.local.TestDatabase;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.tollgate.proto.admin.v1.ByokServiceGrpc;
import dev.tollgate.proto.admin.v1.ByokServiceGrpc.ByokServiceBlockingStub;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc.ProviderKeyServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The admin service on a port and a database of its own. */
final class TestAdmin implements AutoCloseable {
  static final Secret KEY = Secret.of("pk_admin_" + "k".repeat(43));
  static final KeyForge FORGE =
      new KeyForge(List.of(Secret.of("t".repeat(40))), List.of(Secret.of("p".repeat(40))));

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final EventLoops loops = EventLoops.start(1, "admin");
  private final BcryptDoor door = BcryptDoor.forCores(2);
  private final TestDatabase database = TestDatabase.create();
  private final HikariDataSource pool;
  private final Identity identity;
  private final Server server;
  private final ManagedChannel ledger;
  private final ManagedChannel channel;

  /** Its ledger is down. */
  TestAdmin() throws IOException {
    this(loopback(FreePort.next()), Secret.of("ledger-admin-token"));
  }

  TestAdmin(ListenAddress ledgerAddress, Secret ledgerToken) {
    this(
        ledgerAddress,
        ledgerToken,
        ProviderKeySettings.of(ProviderCatalog.of(ProvidersConfig.NONE)));
  }

  /** Its ledger is down. */
  TestAdmin(ProviderKeySettings providerKeys) throws IOException {
    this(loopback(FreePort.next()), Secret.of("ledger-admin-token"), providerKeys);
  }

  TestAdmin(ListenAddress ledgerAddress, Secret ledgerToken, ProviderKeySettings providerKeys) {
    pool = Databases.pool(config(), "admin");
    Migrations.apply(pool, new Schema("authz", "db/authz"));
    identity =
        Identity.start(
            pool,
            new JdbcChangeConnection(Databases.connections(config(), "changes")),
            ChangeSubscriber.NONE,
            OwnKeys.NONE,
            door,
            FORGE,
            new IdentityConfig(
                Duration.ofMinutes(5), Duration.ofSeconds(1), List.of(Environment.values()), 1),
            "test",
            now::get,
            System::nanoTime,
            new SimpleMeterRegistry());
    ledger = GrpcChannels.to(List.of(ledgerAddress), loops);
    server =
        GrpcServers.startOnVirtualThreads(
            loopback(0),
            loops,
            Admin.create(
                    new AdminConfig(new NetworkAddress(loopback(0)), null, false, null, KEY),
                    pool,
                    identity.authenticator(),
                    identity.uses(),
                    FORGE,
                    door,
                    ledger,
                    ledgerToken,
                    providerKeys,
                    new KeyProbe(Duration.ofSeconds(10)),
                    now::get,
                    new SecureRandom())
                .grpc());
    channel = GrpcChannels.to(List.of(loopback(GrpcServers.port(server))), loops);
  }

  DatabaseConfig config() {
    return new DatabaseConfig(
        database.jdbcUrl(), database.user(), Secret.of(database.password()), 4);
  }

  /** Connections to its database. */
  DataSource pool() {
    return pool;
  }

  private static ListenAddress.Tcp loopback(int port) {
    return new ListenAddress.Tcp("127.0.0.1", port);
  }

  ProviderKeyServiceBlockingStub providerKeys() {
    return providerKeys(KEY);
  }

  ProviderKeyServiceBlockingStub providerKeys(Secret credential) {
    return ProviderKeyServiceGrpc.newBlockingStub(channel)
        .withInterceptors(BearerTokens.present(credential));
  }

  ByokServiceBlockingStub byok() {
    return byok(KEY);
  }

  ByokServiceBlockingStub byok(Secret credential) {
    return ByokServiceGrpc.newBlockingStub(channel)
        .withInterceptors(BearerTokens.present(credential));
  }

  /** The service as its owner calls it. */
  AdminServiceBlockingStub keys() {
    return keys(KEY);
  }

  AdminServiceBlockingStub keys(Secret credential) {
    return anonymous().withInterceptors(BearerTokens.present(credential));
  }

  AdminServiceBlockingStub anonymous() {
    return AdminServiceGrpc.newBlockingStub(channel);
  }

  LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub money() {
    return money(KEY);
  }

  LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub money(Secret credential) {
    return moneyOfAnyone().withInterceptors(BearerTokens.present(credential));
  }

  LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub moneyOfAnyone() {
    return LedgerAdminServiceGrpc.newBlockingStub(channel);
  }

  /** Makes an organization, or a service, with nothing else said. */
  void organization(String slug, boolean service) {
    keys()
        .createOrganization(
            CreateOrganizationRequest.newBuilder()
                .setSlug(slug)
                .setIsServiceAccount(service)
                .build());
  }

  /** What a call was refused with, as it must be. */
  static StatusRuntimeException failure(ThrowingCallable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).as("refused").isNotNull();
    return error;
  }

  /** The first column of every row. */
  List<String> query(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  void execute(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    ledger.shutdownNow();
    server.shutdownNow();
    identity.close();
    door.close();
    pool.close();
    loops.close();
  }
}
