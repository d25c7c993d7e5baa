package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.Environment;
import dev.tollgate.authz.authn.IdentityConfig;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.Identity;
import dev.tollgate.authz.authn.apikey.JdbcChangeConnection;
import dev.tollgate.authz.providers.JdbcByokKeys;
import dev.tollgate.authz.providers.JdbcStoredProviders;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.SystemKeys;
import dev.tollgate.kit.db.Databases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;

/** What a further server over the database of a {@link TestAdmin} sends to providers. */
final class KeyReplica implements AutoCloseable {
  private final SystemKeys keys;
  private final BcryptDoor door = BcryptDoor.forCores(1);
  private final Identity identity;

  KeyReplica(TestAdmin admin, ProviderKeySettings settings) {
    var registry = new SimpleMeterRegistry();
    var changes =
        new JdbcChangeConnection(Databases.connections(admin.config(), "replica-changes"));
    keys = new SystemKeys(settings, new JdbcStoredProviders(changes), registry);
    identity =
        Identity.start(
            admin.pool(),
            changes,
            keys,
            new JdbcByokKeys(admin.pool(), settings),
            door,
            TestAdmin.FORGE,
            new IdentityConfig(
                Duration.ofMinutes(5), Duration.ofSeconds(1), List.of(Environment.values()), 1),
            "replica",
            admin.now::get,
            System::nanoTime,
            registry);
  }

  Authenticator authenticator() {
    return identity.authenticator();
  }

  ProviderCatalog get() {
    return keys.get();
  }

  /** The credential that goes out, or "none". */
  String sent(String provider) {
    var found = get().find(provider);
    return found == null ? "none" : found.credential().text();
  }

  @Override
  public void close() {
    identity.close();
    door.close();
  }
}
