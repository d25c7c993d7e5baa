package dev.tollgate.ledger;

import dev.tollgate.kit.db.Durability;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.kit.db.UnsuitableSchemaException;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.JdbcHistory;
import dev.tollgate.ledger.credits.JdbcPartitions;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.prices.PriceFileException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database up to this release as soon as it answers. Until then every call is
 * UNAVAILABLE. What no waiting mends (a volatile PostgreSQL, a newer schema, wrong price files) is
 * a refusal.
 */
final class SchemaStart implements ServerInterceptor, AutoCloseable {
  static final Schema SCHEMA = new Schema("ledger", "db/ledger");

  private static final Logger log = LoggerFactory.getLogger(SchemaStart.class);
  private static final long RETRY_MILLIS = 500;

  private final DataSource database;
  private final JdbcHistory history;
  private final JdbcPartitions partitions;
  private final Clock clock;
  private final JdbcPriceBooks prices;
  private final List<Path> priceFiles;
  private final boolean allowVolatile;
  private final Consumer<String> refuse;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("schema").factory());
  private volatile boolean ready;

  /**
   * @param refuse told why the server must not run; does not return
   */
  SchemaStart(
      DataSource database,
      JdbcHistory history,
      JdbcPartitions partitions,
      Clock clock,
      JdbcPriceBooks prices,
      List<Path> priceFiles,
      boolean allowVolatile,
      Consumer<String> refuse) {
    this.database = database;
    this.history = history;
    this.partitions = partitions;
    this.clock = clock;
    this.prices = prices;
    this.priceFiles = List.copyOf(priceFiles);
    this.allowVolatile = allowVolatile;
    this.refuse = refuse;
  }

  void start() {
    worker.execute(this::step);
  }

  boolean isReady() {
    return ready;
  }

  private void step() {
    try {
      prepare();
      return;
    } catch (PriceFileException | UnsuitableException | UnsuitableSchemaException e) {
      refuse.accept(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      log.warn("Waiting for PostgreSQL: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("The database cannot be prepared now; it is tried again", e);
    }
    var _ = worker.schedule(this::step, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void prepare() throws SQLException, PriceFileException, UnsuitableException {
    requireDurable();
    Migrations.apply(database, SCHEMA);
    history.check();
    partitions.make(LocalDate.now(clock.withZone(ZoneOffset.UTC)));
    prices.publish(priceFiles);
    ready = true;
    log.info("The schema is ready; price publication {}", prices.published().version());
  }

  private void requireDurable() throws SQLException, UnsuitableException {
    try (var connection = database.getConnection()) {
      var off = Durability.problems(connection);
      if (!off.isEmpty() && !allowVolatile) {
        throw new UnsuitableException(
            "PostgreSQL has "
                + String.join(", ", off)
                + " off and would lose acknowledged money in a crash: switch it on"
                + " (allow_volatile: true accepts it for throw-away tests)");
      }
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (ready) {
      return next.startCall(call, headers);
    }
    call.close(
        GrpcErrors.unavailable("the ledger waits for its database: retry").getStatus(),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  /** Waiting does not mend it. */
  private static final class UnsuitableException extends Exception {
    private static final long serialVersionUID = 1;

    UnsuitableException(String message) {
      super(message);
    }
  }
}
