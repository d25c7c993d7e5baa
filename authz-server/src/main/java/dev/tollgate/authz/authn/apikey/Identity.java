package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.IdentityConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/** Everything about identity that the rest of the server uses. */
public final class Identity implements AutoCloseable {
  private final ApiKeyAuthenticator authenticator;
  private final ChangeFollower changes;
  private final KeyUse use;

  private Identity(ApiKeyAuthenticator authenticator, ChangeFollower changes, KeyUse use) {
    this.authenticator = authenticator;
    this.changes = changes;
    this.use = use;
  }

  /** Starts to follow changes; the database may be down. */
  public static Identity start(
      DataSource database,
      KeyForge forge,
      IdentityConfig config,
      InstantSource clock,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    var store = new JdbcKeyStore(database);
    var cache = new KeyCache();
    var changes = new ChangeFollower(store, cache, config.staleMax(), nanoTime);
    var use = new KeyUse(database, clock);
    var metrics = new AuthnMetrics(registry);
    var authenticator = new ApiKeyAuthenticator(forge, store, cache, changes, use, clock, metrics);
    metrics.gauge("cache_entries", "Keys remembered", cache, KeyCache::size);
    metrics.gauge("loads", "Keys being looked up", authenticator, ApiKeyAuthenticator::loading);
    metrics.gauge(
        "changes_applied", "Number of the newest change applied", changes, ChangeFollower::applied);
    metrics.gauge(
        "changes_age_seconds",
        "How old the newest knowledge of changes is",
        changes,
        ChangeFollower::ageSeconds);
    changes.start(config.poll());
    use.start();
    return new Identity(authenticator, changes, use);
  }

  public Authenticator authenticator() {
    return authenticator;
  }

  @Override
  public void close() {
    changes.close();
    use.close();
  }
}
