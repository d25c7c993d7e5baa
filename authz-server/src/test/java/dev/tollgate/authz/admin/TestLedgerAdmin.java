package dev.tollgate.authz.admin;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.BearerTokens.Caller;
import dev.tollgate.kit.grpc.BearerTokens.Role;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.ledger.api.LedgerAdminApi;
import dev.tollgate.ledger.credits.JdbcGrantList;
import dev.tollgate.ledger.credits.JdbcLedgerStore;
import dev.tollgate.ledger.credits.JdbcMovements;
import dev.tollgate.ledger.credits.JdbcStatements;
import dev.tollgate.ledger.credits.Limits;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.limits.JdbcBudgets;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.ledger.verify.VerificationMetrics;
import dev.tollgate.ledger.verify.Verifier;
import dev.tollgate.local.TestDatabase;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The real ledger's admin service on a port and a database of its own. */
final class TestLedgerAdmin implements AutoCloseable {
  static final Secret ADMIN = Secret.of("ledger-admin");
  static final Secret REPLICA = Secret.of("ledger-replica");

  private final EventLoops loops = EventLoops.start(1, "ledger");
  private final HikariDataSource pool;
  private final Server server;

  TestLedgerAdmin() {
    var database = TestDatabase.create();
    pool =
        Databases.pool(
            new DatabaseConfig(
                database.jdbcUrl(), database.user(), Secret.of(database.password()), 4),
            "ledger");
    Migrations.apply(pool, new Schema("ledger", "db/ledger"));
    var transactions = new Transactions(pool);
    var api =
        new LedgerAdminApi(
            new JdbcMovements(transactions, InstantSource.system()),
            new JdbcStatements(transactions),
            new JdbcGrantList(transactions),
            new Limits(new JdbcLedgerStore(transactions), InstantSource.system()),
            new JdbcBudgets(transactions, InstantSource.system()),
            new JdbcUsage(transactions),
            new Verifier(
                transactions,
                new VerificationMetrics(new SimpleMeterRegistry()),
                InstantSource.system()));
    var callers =
        Map.of(
            ADMIN, new Caller("admin", Role.ADMIN), REPLICA, new Caller("authz-1", Role.REPLICA));
    server =
        GrpcServers.startOnVirtualThreads(
            new ListenAddress.Tcp("127.0.0.1", 0),
            loops,
            List.of(ServerInterceptors.intercept(api, BearerTokens.require(callers))));
  }

  ListenAddress address() {
    return new ListenAddress.Tcp("127.0.0.1", GrpcServers.port(server));
  }

  @Override
  public void close() {
    server.shutdownNow();
    pool.close();
    loops.close();
  }
}
