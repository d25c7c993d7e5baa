package dev.tollgate.ledger;

import dev.tollgate.kit.config.NetworkAddress;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.BearerTokens.Role;
import dev.tollgate.kit.observe.ObserveConfig;
import dev.tollgate.local.TestDatabase;
import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.Budget;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.LedgerServiceGrpc;
import dev.tollgate.proto.ledger.v1.LedgerServiceGrpc.LedgerServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import dev.tollgate.proto.ledger.v1.VerifyResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;

/** A real ledger-server on a database of its own, or on one that it shares. */
final class TestLedger implements AutoCloseable {
  static final Secret REPLICA = Secret.of("token-of-authz-1");
  static final Secret OTHER_REPLICA = Secret.of("token-of-authz-2");
  static final Secret ADMIN = Secret.of("token-of-admin");

  final TestDatabase database;
  final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
  final LedgerServer server;
  private final ManagedChannel channel;

  private TestLedger(TestDatabase database, Path prices) {
    this.database = database;
    this.server = new LedgerServer(config(database, prices), Clock.systemUTC(), refusals::add);
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  static TestLedger start() {
    return on(TestDatabase.create());
  }

  /** Another server over the same database. */
  static TestLedger on(TestDatabase database) {
    var ledger = starting(database, prices());
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(ledger.server::isReady);
    return ledger;
  }

  /** May not become ready. */
  static TestLedger starting(TestDatabase database, Path prices) {
    return new TestLedger(database, prices);
  }

  static Path prices() {
    try {
      var file = Objects.requireNonNull(TestLedger.class.getResource("/test-1.yaml"));
      return Path.of(file.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static LedgerServerConfig config(TestDatabase database, Path prices) {
    return new LedgerServerConfig(
        NetworkAddress.parse("127.0.0.1:0"),
        null,
        false,
        new ObserveConfig(NetworkAddress.parse("127.0.0.1:0"), false),
        new DatabaseConfig(database.jdbcUrl(), database.user(), Secret.of(database.password()), 8),
        List.of(
            new LedgerServerConfig.CallerConfig("authz-1", Role.REPLICA, REPLICA),
            new LedgerServerConfig.CallerConfig("authz-2", Role.REPLICA, OTHER_REPLICA),
            new LedgerServerConfig.CallerConfig("admin", Role.ADMIN, ADMIN)),
        List.of(prices),
        Duration.ofMinutes(5),
        Duration.ofSeconds(1_350),
        Duration.ofHours(1),
        null,
        null,
        false);
  }

  LedgerServiceBlockingStub replica(Secret token) {
    return LedgerServiceGrpc.newBlockingStub(channel).withInterceptors(BearerTokens.present(token));
  }

  LedgerServiceBlockingStub anonymous() {
    return LedgerServiceGrpc.newBlockingStub(channel);
  }

  LedgerAdminServiceBlockingStub admin() {
    return admin(ADMIN);
  }

  LedgerAdminServiceBlockingStub admin(Secret token) {
    return LedgerAdminServiceGrpc.newBlockingStub(channel)
        .withInterceptors(BearerTokens.present(token));
  }

  /** A replica that has been opened. */
  TestReplica open() {
    var replica = new TestReplica(this, UUID.randomUUID());
    replica.open();
    return replica;
  }

  GrantResponse grant(String account, long nanocredits) {
    return admin()
        .grant(
            GrantRequest.newBuilder()
                .setAccount(account)
                .setNanocredits(nanocredits)
                .setIdempotencyKey(UUID.randomUUID().toString())
                .setOwner("default")
                .build());
  }

  /** A daily limit on credits. */
  Budget setBudget(String owner, long nanocredits) {
    return set(SetBudgetRequest.newBuilder().setOwner(owner).setNanocredits(nanocredits));
  }

  /** A daily limit on credits that counts requests with callers' own keys, by the book. */
  Budget setSpend(String owner, long nanocredits) {
    return set(SetBudgetRequest.newBuilder().setOwner(owner).setSpendNanocredits(nanocredits));
  }

  /** A daily limit on requests. */
  Budget setQuota(String owner, long requests) {
    return set(SetBudgetRequest.newBuilder().setOwner(owner).setRequests(requests));
  }

  private Budget set(SetBudgetRequest.Builder request) {
    request.setOrganization("acme").setPeriod(Period.PERIOD_DAY);
    return admin().setBudget(request.build()).getBudget();
  }

  Account balance(String account) {
    return admin()
        .getBalance(GetBalanceRequest.newBuilder().setAccount(account).build())
        .getAccount();
  }

  VerifyResponse verify() {
    return admin().verify(VerifyRequest.getDefaultInstance());
  }

  /** As the superuser, past the server. */
  void sql(String statement) throws SQLException {
    try (var connection = database.connect();
        var s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  /** The first column of the first row. */
  long number(String query) throws SQLException {
    try (var connection = database.connect();
        var s = connection.createStatement();
        var rows = s.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
