package dev.tollgate.authz.credits;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.ledger.api.LedgerApi;
import dev.tollgate.ledger.api.LedgerMetrics;
import dev.tollgate.ledger.api.Sessions;
import dev.tollgate.ledger.api.WatchStreams;
import dev.tollgate.ledger.credits.Endings;
import dev.tollgate.ledger.credits.JdbcLedgerStore;
import dev.tollgate.ledger.credits.JdbcMovements;
import dev.tollgate.ledger.credits.JdbcRecalls;
import dev.tollgate.ledger.credits.JdbcStatements;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.ledger.credits.Limits;
import dev.tollgate.ledger.credits.Movement;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.limits.JdbcPolicies;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.ledger.verify.Difference;
import dev.tollgate.ledger.verify.JdbcVerification;
import dev.tollgate.ledger.watch.JdbcNews;
import dev.tollgate.local.Repository;
import dev.tollgate.local.TestDatabase;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The real ledger behind a real gRPC port, on a database of its own. */
final class RealLedger {
  static final Secret TOKEN = Secret.of("replica-token");
  private static final AtomicLong NUMBER = new AtomicLong();

  private final EventLoops loops = EventLoops.start(1, "ledger");
  private final LedgerApi api;
  private final JdbcMovements movements;
  private final JdbcStatements statements;
  final Limits limits;
  private final JdbcVerification verification;
  private final AtomicBoolean loseNextOpen = new AtomicBoolean();
  private Server server;
  private final int port;

  RealLedger() throws Exception {
    var database = TestDatabase.create();
    var config =
        new DatabaseConfig(database.jdbcUrl(), database.user(), Secret.of(database.password()), 10);
    var pool = Databases.pool(config, "ledger");
    Migrations.apply(pool, new Schema("ledger", "db/ledger"));
    var transactions = new Transactions(pool);
    var prices = new JdbcPriceBooks(transactions);
    prices.publish(List.of(Repository.root().resolve("prices/default-1.yaml")));
    movements = new JdbcMovements(transactions, InstantSource.system());
    statements = new JdbcStatements(transactions);
    verification = new JdbcVerification(transactions);
    var metrics = new LedgerMetrics(new SimpleMeterRegistry());
    var store = new JdbcLedgerStore(transactions);
    var ledger = new Ledger(store, prices, InstantSource.system());
    limits = new Limits(store, InstantSource.system());
    var endings = new Endings(store, prices);
    var watches = new WatchStreams(ledger, new JdbcRecalls(transactions), metrics);
    JdbcNews.start(Databases.connections(config, "news"), watches);
    var sessions = new Sessions(Duration.ofMinutes(5), Duration.ofSeconds(1_350));
    var policies = new JdbcPolicies(transactions, 2);
    api =
        new LedgerApi(
            ledger,
            endings,
            prices,
            policies,
            new JdbcUsage(transactions),
            sessions,
            watches,
            metrics);
    server = start(0);
    port = GrpcServers.port(server);
  }

  /** The next Open is done, but its answer does not arrive. */
  void loseNextAnswerToOpen() {
    loseNextOpen.set(true);
  }

  private <Q, A> ServerCall.Listener<Q> lossy(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var method = call.getMethodDescriptor().getBareMethodName();
    if (!"Open".equals(method) || !loseNextOpen.compareAndSet(true, false)) {
      return next.startCall(call, headers);
    }
    return next.startCall(
        new ForwardingServerCall.SimpleForwardingServerCall<Q, A>(call) {
          @Override
          public void sendHeaders(Metadata answerHeaders) {}

          @Override
          public void sendMessage(A answer) {}

          @Override
          public void close(Status status, Metadata trailers) {
            super.close(Status.UNAVAILABLE, new Metadata());
          }
        },
        headers);
  }

  private Server start(int onPort) {
    var replica = new BearerTokens.Caller("authz-1", BearerTokens.Role.REPLICA);
    var guarded =
        ServerInterceptors.intercept(
            api, BearerTokens.require(Map.of(TOKEN, replica)), this::lossy);
    return GrpcServers.startOnVirtualThreads(
        new ListenAddress.Tcp("127.0.0.1", onPort), loops, List.of(guarded));
  }

  void stop() throws InterruptedException {
    server.shutdownNow().awaitTermination();
  }

  void restart() {
    server = start(port);
  }

  List<ListenAddress> addresses() {
    return List.of(new ListenAddress.Tcp("127.0.0.1", port));
  }

  String wallet(long nanocredits) throws Exception {
    var account = "wallet:user:c" + NUMBER.incrementAndGet();
    if (nanocredits > 0) {
      grant(account, nanocredits);
    }
    return account;
  }

  void grant(String account, long nanocredits) throws Exception {
    movements.apply(
        new Movement(account, Movement.Kind.GRANT, account, nanocredits, "", "", null, "test"),
        "owner");
  }

  long overrun(String account) throws Exception {
    return Objects.requireNonNull(statements.read(account)).account().overrun();
  }

  long balance(String account) throws Exception {
    var statement = statements.read(account);
    return statement == null ? 0 : statement.account().balance();
  }

  long leased(String account) throws Exception {
    var statement = statements.read(account);
    return statement == null ? 0 : statement.account().leased();
  }

  List<String> differences() throws Exception {
    return verification.run().differences().stream().map(Difference::toString).toList();
  }
}
