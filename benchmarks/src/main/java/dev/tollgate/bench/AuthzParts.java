package dev.tollgate.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Environment;
import dev.tollgate.authz.authn.IdentityConfig;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.ChangeSubscriber;
import dev.tollgate.authz.authn.apikey.Identity;
import dev.tollgate.authz.authn.apikey.JdbcChangeConnection;
import dev.tollgate.authz.authn.apikey.OwnKeys;
import dev.tollgate.authz.check.Check;
import dev.tollgate.authz.credits.ChargePaths;
import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.credits.Reservations;
import dev.tollgate.authz.policy.PolicyConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.observe.Logging;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import io.grpc.ServerServiceDefinition;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The parts of the authz-server that decide on a Check, put together as AuthzServer does it, but
 * for the ledger: prices are one model's, and every hold is admitted at once.
 */
final class AuthzParts implements AutoCloseable {
  static final String MODEL = "gpt-4o-mini";

  private static final IdentityConfig IDENTITY =
      new IdentityConfig(
          Duration.ofMinutes(5), Duration.ofSeconds(1), List.of(Environment.values()), 1);
  private static final PriceCatalog PRICES =
      new PriceCatalog(
          List.of(new PriceBook(new PriceVersion("default", 1), Instant.EPOCH, List.of(price()))));

  private static final ProviderCatalog PROVIDERS =
      ProviderCatalog.of(
          new ProvidersConfig(
              new ProviderConfig(Secret.of("x".repeat(50)), null, null), null, null));

  private final EventLoops loops = EventLoops.start(1, "loop");
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HikariDataSource database;
  private final BcryptDoor door = BcryptDoor.forCores(2);
  private final Identity identity;
  private final ServerServiceDefinition check;

  private AuthzParts(DatabaseConfig config) {
    this.database = Databases.pool(config, "authz-server");
    this.identity =
        Identity.start(
            database,
            new JdbcChangeConnection(Databases.connections(config, "authz-changes")),
            ChangeSubscriber.NONE,
            OwnKeys.NONE,
            door,
            StoredKeys.FORGE,
            IDENTITY,
            "benchmark",
            InstantSource.system(),
            System::nanoTime,
            registry);
    this.check =
        Check.create(
            loops,
            new PolicyConfig(null),
            identity.authenticator(),
            identity.uses(),
            admitting(),
            ChargePaths.unlimited(InstantSource.system()),
            () -> PRICES,
            () -> PROVIDERS,
            (call, done) -> done.accept(true),
            InstantSource.system(),
            System::nanoTime,
            new SecureRandom(),
            registry);
  }

  /** Over a database with the schema and keys of {@link StoredKeys}. */
  static AuthzParts start(DatabaseConfig database) {
    Logging.start();
    return new AuthzParts(database);
  }

  private static Reservations admitting() {
    var journal = new UUID(1, 2);
    var n = new AtomicLong();
    return (request, callback) -> {
      var id = new ReservationId(20_782, journal, n.incrementAndGet());
      callback.accept(new HoldOutcome.Admitted(id, request.holdNanocredits(), 1_000_000_000_000L));
      return () -> {};
    };
  }

  private static ModelPrice price() {
    return new ModelPrice(
        MODEL,
        List.of(),
        ProviderCatalog.OPENAI,
        ModelPrice.Kind.CHAT,
        150_000,
        75_000,
        150_000,
        150_000,
        600_000,
        600_000,
        150_000,
        600_000,
        0,
        128_000,
        16_384,
        1_721_000_000,
        "openai",
        List.of());
  }

  EventLoops loops() {
    return loops;
  }

  ServerServiceDefinition check() {
    return check;
  }

  /** Looks a key up, unless it is remembered. */
  CompletableFuture<Authentication> authenticate(String key) {
    var answer = new CompletableFuture<Authentication>();
    identity.authenticator().authenticate(key, answer::complete);
    return answer;
  }

  long keysRemembered() {
    return (long) registry.get("tollgate_authn_cache_entries").gauge().value();
  }

  /** Returns when keys can be looked up, with this one remembered. */
  void warm(String key) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      try {
        if (authenticate(key).get(10, TimeUnit.SECONDS) instanceof Authentication.Authenticated) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new IllegalStateException("a key could not be looked up", e);
      }
    }
    throw new IllegalStateException("a key was not accepted within 30 s");
  }

  @Override
  public void close() {
    identity.close();
    door.close();
    database.close();
    loops.close();
  }
}
