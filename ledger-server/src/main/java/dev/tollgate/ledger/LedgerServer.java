package dev.tollgate.ledger;

import dev.tollgate.kit.config.ConfigException;
import dev.tollgate.kit.config.ConfigLoader;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.kit.observe.Logging;
import dev.tollgate.kit.observe.ObserveServer;
import dev.tollgate.ledger.api.LedgerAdminApi;
import dev.tollgate.ledger.api.LedgerApi;
import dev.tollgate.ledger.api.LedgerMetrics;
import dev.tollgate.ledger.credits.JdbcLedger;
import dev.tollgate.ledger.credits.JdbcMovements;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.ledger.verify.JdbcVerification;
import io.grpc.ServerInterceptors;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The ledger-server: what exists, and in which order it starts and stops. */
public final class LedgerServer {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private LedgerServer() {}

  /** {@code ledger-server CONFIG.yaml}. Exits with 2 if the configuration is wrong. */
  public static void main(String[] args) throws InterruptedException {
    Logging.start();
    if (args.length != 1) {
      System.err.println("usage: ledger-server CONFIG.yaml");
      System.exit(2);
    }
    try {
      var config =
          ConfigLoader.load(
              LedgerServerConfig.class, Path.of(args[0]), "TOLLGATE_LEDGER", System.getenv());
      start(config);
    } catch (ConfigException e) {
      System.err.println("ledger-server does not start:\n" + e.getMessage());
      System.exit(2);
    } catch (RuntimeException e) {
      System.err.println("ledger-server does not start: " + e.getMessage());
      System.exit(1);
    }
    Thread.currentThread().join();
  }

  private static void start(LedgerServerConfig config) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var pool = Databases.pool(config.database(), "ledger-server");
    var transactions = new Transactions(pool);
    var prices = new JdbcPriceBooks(transactions);
    var metrics = new LedgerMetrics(registry);
    var api =
        new LedgerApi(new JdbcLedger(transactions, prices), prices, config.session(), metrics);
    var admin =
        new LedgerAdminApi(
            new JdbcMovements(transactions),
            new JdbcUsage(transactions),
            new JdbcVerification(transactions),
            metrics);
    var schema =
        new SchemaStart(
            pool,
            prices,
            config.prices(),
            config.allowVolatile(),
            refusal -> {
              System.err.println("ledger-server does not start: " + refusal);
              Runtime.getRuntime().halt(1);
            });
    var guard = BearerTokens.require(config.tokens());
    var loops = EventLoops.start(Runtime.getRuntime().availableProcessors(), "grpc");
    var server =
        GrpcServers.startOnVirtualThreads(
            config.listen(),
            loops,
            List.of(
                ServerInterceptors.intercept(api, guard, schema),
                ServerInterceptors.intercept(admin, guard, schema)));
    var observe =
        ObserveServer.start(
            config.observe().listen(), registry, Map.of("database", schema::isReady));
    schema.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              GrpcServers.drain(server, GRACE);
              observe.close();
              schema.close();
              pool.close();
            }));
    System.out.println("READY ledger-server on " + config.listen());
  }
}
