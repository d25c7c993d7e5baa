package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.IdentityConfig;
import dev.tollgate.authz.authn.UseCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/** Everything about identity that the rest of the server uses. */
public final class Identity implements AutoCloseable {
  private final ApiKeyAuthenticator authenticator;
  private final ChangeFollower changes;
  private final KeyUse use;
  private final ReplicaReports reports;

  private Identity(
      ApiKeyAuthenticator authenticator,
      ChangeFollower changes,
      KeyUse use,
      ReplicaReports reports) {
    this.authenticator = authenticator;
    this.changes = changes;
    this.use = use;
    this.reports = reports;
  }

  /**
   * Starts to follow changes; the database may be down.
   *
   * @param changeConnection its own, closed with this: lookups that fill {@code database} must not
   *     hold up a revocation
   * @param providerKeys refreshed over that connection's thread when the change log tells of them
   * @param ownKeys the keys at providers that callers bring along
   * @param door the server's only one, shared by all who hash
   * @param host what people know this replica by
   */
  public static Identity start(
      DataSource database,
      JdbcChangeConnection changeConnection,
      ChangeSubscriber providerKeys,
      OwnKeys ownKeys,
      BcryptDoor door,
      KeyForge forge,
      IdentityConfig config,
      String host,
      InstantSource clock,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    var cache = KeyCache.bounded(nanoTime);
    var metrics = new AuthnMetrics(registry, clock);
    var changeLog = new JdbcChangeLog(changeConnection);
    var progress = new ReplicaProgress(nanoTime);
    var imported =
        new ImportedKeys(changeLog.importedKeys(forge.pepperVersions()), forge, nanoTime);
    var changes =
        new ChangeFollower(
            changeLog,
            cache,
            imported,
            config.staleMax(),
            nanoTime,
            metrics,
            progress,
            providerKeys);
    var replicas = new JdbcReplicas(database, host, config.staleMax(), nanoTime);
    var reports = new ReplicaReports(replicas, progress, nanoTime);
    var store = new JdbcKeyStore(database, config.environments(), ownKeys);
    var loads = KeyLookups.create(forge, store, imported, door, cache, changes, nanoTime);
    var use = new KeyUse(database, clock);
    var authenticator =
        new ApiKeyAuthenticator(forge, cache, changes, imported, loads, clock, metrics);
    metrics.gauge("cache_entries", "Keys remembered", cache, KeyCache::size);
    metrics.gauge("loads", "Keys being looked up", loads, KeyLookups::running);
    metrics.gauge("bcrypts", "Hashes being computed or waiting", door, BcryptDoor::inside);
    metrics.gauge("bcrypts_running", "Hashes being computed", door, BcryptDoor::running);
    metrics.counter("bcrypts_done", "Hashes computed", door, BcryptDoor::done);
    metrics.gauge("imported_keys", "Imported keys kept in mind", imported, ImportedKeys::size);
    metrics.gauge(
        "imported_prefixes",
        "Beginnings that let a key without our tag through to bcrypt",
        imported,
        ImportedKeys::prefixes);
    metrics.gauge(
        "changes_applied", "Number of the newest change applied", changes, ChangeFollower::applied);
    metrics.gauge(
        "changes_age_seconds",
        "How old the newest knowledge of changes is",
        changes,
        ChangeFollower::ageSeconds);
    metrics.counter(
        "change_log_breaks",
        "How often the change log did not continue what was applied: the database went back",
        changes,
        ChangeFollower::breaks);
    metrics.gauge(
        "replica_report_age_seconds",
        "How old the newest word is of where this replica stands",
        reports,
        ReplicaReports::ageSeconds);
    changes.start(config.poll());
    reports.start();
    use.start();
    return new Identity(authenticator, changes, use, reports);
  }

  public Authenticator authenticator() {
    return authenticator;
  }

  /** Of the keys that were let in, to be told by who lets them in. */
  public UseCounter uses() {
    return use;
  }

  /** Call it when nobody asks any more: it says that this replica accepts no key. */
  @Override
  public void close() {
    changes.close();
    reports.close();
    use.close();
  }
}
