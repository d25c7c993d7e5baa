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
import dev.tollgate.ledger.credits.JdbcOpenings;
import dev.tollgate.ledger.credits.JdbcStatements;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.ledger.credits.Limits;
import dev.tollgate.ledger.credits.Owner;
import dev.tollgate.ledger.credits.ReplicaId;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.limits.JdbcBudgets;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.usage.JdbcImportedCharges;
import dev.tollgate.ledger.usage.JdbcProviderCosts;
import dev.tollgate.ledger.usage.JdbcProviderHealth;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.ledger.usage.JdbcUsageDays;
import dev.tollgate.ledger.usage.JdbcUsageExport;
import dev.tollgate.ledger.verify.VerificationMetrics;
import dev.tollgate.ledger.verify.Verifier;
import dev.tollgate.local.TestDatabase;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Settle;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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
            new JdbcUsageDays(transactions),
            new JdbcUsageExport(transactions),
            new JdbcProviderCosts(transactions, () -> PriceCatalog.EMPTY),
            new JdbcProviderHealth(transactions),
            new JdbcOpenings(transactions),
            new JdbcImportedCharges(transactions),
            new JdbcPriceBooks(transactions),
            InstantSource.system(),
            new Verifier(
                transactions,
                new VerificationMetrics(new SimpleMeterRegistry()),
                Duration.ofHours(1),
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

  /** A request of an organization's was charged. */
  void charged(String organizationId, long nanocredits) throws Exception {
    var replica = new ReplicaId(UUID.randomUUID(), 0, 1, "authz-1");
    var ledger =
        new Ledger(
            new JdbcLedgerStore(new Transactions(pool)),
            () -> PriceCatalog.EMPTY,
            InstantSource.system());
    var opened = ledger.open(replica, new Ledger.Opening("boot", 0, 0, "", 0));
    var admission =
        Admission.newBuilder()
            .setN(1)
            .addPath("wallet:user:of " + organizationId)
            .setHold(Vectors.oneRequest(nanocredits))
            .setOrganizationId(organizationId);
    var settle =
        Settle.newBuilder().setAdmission(admission).setCost(Vectors.oneRequest(nanocredits));
    settle.getUsageBuilder().setEvidence(Evidence.EVIDENCE_EXACT);
    var record = Record.newBuilder().setSeq(1).setSettle(settle).build();
    var owner = new Owner(replica, opened.historyId());
    var _ = ledger.report(owner, 1, List.of(record));
  }

  @Override
  public void close() {
    server.shutdownNow();
    pool.close();
    loops.close();
  }
}
