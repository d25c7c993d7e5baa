package dev.tollgate.ledger;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.kit.command.ServerCommand;
import dev.tollgate.kit.command.ServerProgram;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.kit.observe.ObserveServer;
import dev.tollgate.ledger.api.LedgerAdminApi;
import dev.tollgate.ledger.api.LedgerApi;
import dev.tollgate.ledger.api.LedgerMetrics;
import dev.tollgate.ledger.api.Sessions;
import dev.tollgate.ledger.api.WatchStreams;
import dev.tollgate.ledger.credits.Endings;
import dev.tollgate.ledger.credits.JdbcEndedWindows;
import dev.tollgate.ledger.credits.JdbcExpiry;
import dev.tollgate.ledger.credits.JdbcGrantList;
import dev.tollgate.ledger.credits.JdbcHistory;
import dev.tollgate.ledger.credits.JdbcLedgerStore;
import dev.tollgate.ledger.credits.JdbcMovements;
import dev.tollgate.ledger.credits.JdbcOpenings;
import dev.tollgate.ledger.credits.JdbcPartitions;
import dev.tollgate.ledger.credits.JdbcRecalls;
import dev.tollgate.ledger.credits.JdbcRetention;
import dev.tollgate.ledger.credits.JdbcStatements;
import dev.tollgate.ledger.credits.JdbcStrayUsage;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.ledger.credits.Limits;
import dev.tollgate.ledger.credits.Watcher;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.export.DayExports;
import dev.tollgate.ledger.export.ExportMetrics;
import dev.tollgate.ledger.limits.JdbcBudgets;
import dev.tollgate.ledger.limits.JdbcPolicies;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.usage.JdbcImportedCharges;
import dev.tollgate.ledger.usage.JdbcProviderCosts;
import dev.tollgate.ledger.usage.JdbcProviderHealth;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.ledger.usage.JdbcUsageDays;
import dev.tollgate.ledger.usage.JdbcUsageExport;
import dev.tollgate.ledger.verify.BooksMetrics;
import dev.tollgate.ledger.verify.JdbcTotals;
import dev.tollgate.ledger.verify.VerificationMetrics;
import dev.tollgate.ledger.verify.Verifier;
import dev.tollgate.ledger.watch.JdbcNews;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The ledger-server: what exists, and in which order it starts and stops. */
public final class LedgerServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Of one answer: well under what a message may hold. */
  private static final int POLICY_CHANGES_MAX = 2_000;

  private final HikariDataSource pool;
  private final SchemaStart schema;
  private final Upkeep upkeep;
  private final WatchStreams watches;
  private final JdbcNews news;
  private final EventLoops loops;
  private final Server server;
  private final ObserveServer observe;

  /** {@code ledger-server CONFIG.yaml}: docs/reference/server-commands.md. */
  public static void main(String[] args) {
    ServerCommand.main(
        new ServerProgram<>(
            "ledger-server",
            LedgerServerConfig.class,
            "TOLLGATE_LEDGER",
            LedgerServerConfig::database,
            SchemaStart.SCHEMA,
            LedgerServerConfig::summary,
            LedgerServer::start,
            List.of()),
        args);
  }

  private static void start(LedgerServerConfig config) {
    var server = new LedgerServer(config, Clock.systemUTC(), LedgerServer::refuse);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println("READY ledger-server on " + config.listener());
  }

  private static void refuse(String reason) {
    System.err.println("ledger-server does not start: " + reason);
    Runtime.getRuntime().halt(1);
  }

  /**
   * Listens when it returns, and answers as soon as the database does.
   *
   * @param refuse told why the server must not run, if that turns out later
   */
  LedgerServer(LedgerServerConfig config, Clock clock, Consumer<String> refuse) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var metrics = new LedgerMetrics(registry);
    pool = Databases.pool(config.database(), "ledger-server");
    var transactions = new Transactions(pool);
    var prices = new JdbcPriceBooks(transactions);
    var ended = new JdbcEndedWindows(transactions);
    var stray = new JdbcStrayUsage(transactions);
    var policies = new JdbcPolicies(transactions, POLICY_CHANGES_MAX);
    var partitions = new JdbcPartitions(transactions);
    var history = new JdbcHistory(transactions);
    schema =
        new SchemaStart(
            pool,
            history,
            partitions,
            clock,
            prices,
            config.prices(),
            config.allowVolatile(),
            refuse);
    var books = new BooksMetrics(registry);
    var verifier =
        new Verifier(
            transactions, new VerificationMetrics(registry), config.verifyInterval(), clock);
    upkeep =
        upkeep(transactions, prices, partitions, books, clock)
            .every(
                Duration.ofHours(1), "retention", retention(transactions, config, registry, clock))
            .every(Duration.ofSeconds(2), "history", history::check)
            .every(Duration.ofSeconds(1), "limits", policies::refresh)
            .every(Duration.ofHours(1), "ended windows", ended::forgetLeases)
            .every(Duration.ofMinutes(10), "stray usage", () -> metrics.stray(stray.putAside()))
            .every(Duration.ofSeconds(15), "verification", verifier::runIfDue);
    var store = new JdbcLedgerStore(transactions);
    var ledger = new Ledger(store, prices, clock);
    var endings = new Endings(store, prices);
    watch(endings, config.verdictAfter(), metrics);
    watches = new WatchStreams(ledger, new JdbcRecalls(transactions), metrics);
    news = JdbcNews.start(Databases.connections(config.database(), "ledger-news"), watches);
    var sessions = new Sessions(config.session(), config.verdictAfter());
    var usage = new JdbcUsage(transactions);
    var api = new LedgerApi(ledger, endings, prices, policies, usage, sessions, watches, metrics);
    var admin =
        new LedgerAdminApi(
            new JdbcMovements(transactions, clock),
            new JdbcStatements(transactions),
            new JdbcGrantList(transactions),
            new Limits(store, clock),
            new JdbcBudgets(transactions, clock),
            usage,
            new JdbcUsageDays(transactions),
            new JdbcUsageExport(transactions),
            new JdbcProviderCosts(transactions, prices),
            new JdbcProviderHealth(transactions),
            new JdbcOpenings(transactions),
            new JdbcImportedCharges(transactions),
            prices,
            clock,
            verifier);
    var guard = BearerTokens.require(config.tokens());
    loops = EventLoops.start(Runtime.getRuntime().availableProcessors(), "grpc");
    server =
        GrpcServers.startOnVirtualThreads(
            config.listener(),
            loops,
            List.of(
                ServerInterceptors.intercept(api, schema, guard),
                ServerInterceptors.intercept(admin, schema, guard)));
    observe = ObserveServer.start(config.observe(), registry, Map.of("database", schema::isReady));
    schema.start();
  }

  private Upkeep upkeep(
      Transactions transactions,
      JdbcPriceBooks prices,
      JdbcPartitions partitions,
      BooksMetrics books,
      Clock clock) {
    var expiry = new JdbcExpiry(transactions);
    var totals = new JdbcTotals(transactions);
    return new Upkeep(schema::isReady)
        .every(Duration.ofSeconds(5), "prices", prices::refresh)
        .every(Duration.ofSeconds(1), "expiry", () -> expiry.run(clock.instant()))
        .every(Duration.ofSeconds(15), "totals", () -> books.totals(totals.read()))
        .every(
            Duration.ofHours(1),
            "partitions",
            () -> partitions.make(LocalDate.now(clock.withZone(ZoneOffset.UTC))));
  }

  /** Exports days that are over, then drops those that are kept no longer. */
  private static Upkeep.Chore retention(
      Transactions transactions,
      LedgerServerConfig config,
      PrometheusMeterRegistry registry,
      Clock clock) {
    var kept = config.chargesKept();
    var exports =
        config.export() == null
            ? null
            : new DayExports(transactions, config.export(), new ExportMetrics(registry));
    var retention = new JdbcRetention(transactions, exports == null ? _ -> {} : exports::ensure);
    return () -> {
      var today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
      if (exports != null) {
        exports.run(today);
      }
      if (kept != null) {
        var _ = retention.drop(today, Period.ofDays(Math.toIntExact(kept.toDays())));
      }
    };
  }

  /** Looks for silent replicas, often enough that none waits much longer than it must. */
  private void watch(Endings endings, Duration verdictAfter, LedgerMetrics metrics) {
    var watcher = new Watcher(endings, verdictAfter, System::nanoTime, _ -> metrics.condemned());
    var interval = Duration.ofMillis(Math.clamp(verdictAfter.toMillis() / 100, 500, 10_000));
    upkeep.every(interval, "the watch over replicas", watcher::look);
  }

  /** The gRPC port. */
  int port() {
    return GrpcServers.port(server);
  }

  int observePort() {
    return observe.port();
  }

  boolean isReady() {
    return schema.isReady();
  }

  /** Lets running calls finish, then goes. */
  @Override
  public void close() {
    news.close();
    watches.close();
    GrpcServers.drain(server, GRACE);
    observe.close();
    schema.close();
    upkeep.close();
    loops.close();
    pool.close();
  }
}
