package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.FORGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Environment;
import dev.tollgate.authz.authn.IdentityConfig;
import dev.tollgate.kit.db.Databases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private final KeyDatabase database = new KeyDatabase();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void aRevocationArrivesThoughLookupsHoldEveryOtherConnection() throws Exception {
    var key = database.store("revoked");
    try (var lookups = Databases.pool(database.config(1), "lookups");
        var door = BcryptDoor.forCores(2);
        var identity =
            Identity.start(
                lookups,
                new JdbcChangeConnection(Databases.connections(database.config(1), "changes")),
                ChangeSubscriber.NONE,
                OwnKeys.NONE,
                door,
                FORGE,
                new IdentityConfig(
                    Duration.ofMinutes(5), Duration.ofMillis(20), List.of(Environment.values()), 1),
                "test-host",
                () -> KeyDatabase.CREATED.plusSeconds(60),
                System::nanoTime,
                registry)) {
      await().until(() -> authenticate(identity, key) instanceof Authenticated);
      try (var _ = lookups.getConnection()) {
        database.revoke("revoked");
        await().until(() -> gauge("tollgate_authn_changes_applied") == 1);
        assertThat(gauge("tollgate_authn_cache_entries")).isZero();
      }
    }
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private static Authentication authenticate(Identity identity, String key) throws Exception {
    var answer = new CompletableFuture<Authentication>();
    identity.authenticator().authenticate(key, answer::complete);
    return answer.get(10, TimeUnit.SECONDS);
  }
}
