package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.local.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ApiKeyAuthenticatorTest {
  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final PGSimpleDataSource SOURCE = new PGSimpleDataSource();
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final KeyForge FORGE = forge("t");
  private static final Random RANDOM = new Random(7);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> now = new AtomicReference<>(CREATED.plusSeconds(60));
  private final KeyCache cache = new KeyCache();
  private final WatchedKeyStore store = new WatchedKeyStore(new JdbcKeyStore(SOURCE));
  private final ChangeFollower changes =
      new ChangeFollower(store, cache, Duration.ofMinutes(5), nanos::get);
  private final ApiKeyAuthenticator authenticator =
      new ApiKeyAuthenticator(
          FORGE,
          store,
          cache,
          changes,
          new KeyUse(SOURCE, now::get),
          now::get,
          new AuthnMetrics(new SimpleMeterRegistry()));

  @BeforeAll
  static void migrate() throws SQLException {
    SOURCE.setUrl(DATABASE.jdbcUrl());
    SOURCE.setUser(DATABASE.user());
    SOURCE.setPassword(DATABASE.password());
    Migrations.apply(SOURCE, "authz", "db/authz");
    execute(
        """
        INSERT INTO authz.organization
          (id, name, display_name, slug, plan, subscription_tier, price_book, created_at, updated_at)
        VALUES ('o', 'O', 'O', 'o', 'free', 'free', 'default', now(), now());
        INSERT INTO authz.app_user (id, organization_id, created_at, updated_at) VALUES ('u', 'o', now(), now())
        """);
  }

  @BeforeEach
  void firstPoll() throws SQLException {
    changes.poll();
  }

  @Test
  void aForgedKeyIsRefusedWithoutALookup() throws Exception {
    var forged = forge("other").issue(RANDOM).key();
    assertThat(authenticate(forged)).isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(authenticate("sk-proj-abc")).isEqualTo(new Refused(Refusal.MALFORMED));
    assertThat(store.lookups).hasValue(0);
  }

  @Test
  void aWarmKeyCostsNoLookupAndPaysFromItsUsersWallet() throws Exception {
    var key = stored("warm");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    assertThat(authenticate(key))
        .isInstanceOfSatisfying(
            Authenticated.class,
            known -> assertThat(known.principal().chargePath()).containsExactly("wallet:user:u"));
    assertThat(store.lookups).hasValue(1);
  }

  @Test
  void aRevokedKeyIsDeniedAfterThePollThatFollows() throws Exception {
    var key = stored("revoked");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    revoke("revoked");
    changes.poll();
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.REVOKED));
  }

  @Test
  void aLoadThatBeganBeforeARevocationCannotBringTheKeyBack() throws Exception {
    var key = stored("raced");
    var found = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    store.afterLookup =
        () -> {
          found.countDown();
          await(go);
        };
    var early = new CompletableFuture<Authentication>();
    authenticator.authenticate(key, early::complete);
    await(found); // the row was read as it was before the revocation
    store.afterLookup = () -> {};
    revoke("raced");
    changes.poll();
    go.countDown();
    early.get(10, TimeUnit.SECONDS);
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.REVOKED));
  }

  @Test
  void anExpiredKeyIsDeniedAtTheInstantThoughItIsWarm() throws Exception {
    var key = stored("expiring");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    now.set(CREATED.plus(Duration.ofDays(90)));
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.EXPIRED));
  }

  @Test
  void aSuspendedOrganizationIsDeniedAndComesBack() throws Exception {
    var key = stored("suspended");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    execute("UPDATE authz.organization SET status = 'suspended' WHERE id = 'o'");
    changes.poll();
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.INACTIVE));
    execute("UPDATE authz.organization SET status = 'active' WHERE id = 'o'");
    changes.poll();
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
  }

  @Test
  void withTheDatabaseAwayWarmKeysWorkUntilStaleMaxAndUnknownOnesAreUnavailable() throws Exception {
    var key = stored("outage");
    var cold = stored("cold");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    store.down = true;
    nanos.set(Duration.ofMinutes(5).toNanos() - 1);
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    assertThat(authenticate(cold)).isEqualTo(new Refused(Refusal.UNAVAILABLE));
    nanos.incrementAndGet();
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.UNAVAILABLE));
    store.down = false;
    changes.poll();
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    assertThat(authenticate(cold)).isInstanceOf(Authenticated.class);
  }

  @Test
  void theAuditTrailCannotBeRewritten() {
    assertThatThrownBy(() -> execute("DELETE FROM authz.audit_event"))
        .hasMessageContaining("append-only");
  }

  private Authentication authenticate(String key) throws Exception {
    var answer = new CompletableFuture<Authentication>();
    authenticator.authenticate(key, answer::complete);
    return answer.get(10, TimeUnit.SECONDS);
  }

  private static String stored(String id) throws SQLException {
    var issued = FORGE.issue(RANDOM);
    execute(
        """
        INSERT INTO authz.api_key (key_id, family, prefix, name, user_id, organization_id, permissions, digest,
          pepper_version, tag_version, hash_of_record, created_at, created_by, expires_at)
        VALUES ('%s', 'user', '%s', 'n', 'u', 'o', '{llm:inference}', '\\x%s', '%s', '%s', 'h', '%s', 'test', '%s')
        """
            .formatted(
                id,
                issued.prefix(),
                issued.digest(),
                issued.pepper(),
                issued.tag(),
                CREATED,
                CREATED.plus(Duration.ofDays(90))));
    return issued.key();
  }

  private static void revoke(String id) throws SQLException {
    execute(
        "UPDATE authz.api_key SET revoked_at = now(), revoked_by = 'test' WHERE key_id = '"
            + id
            + "'");
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = DATABASE.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyForge forge(String tag) {
    return new KeyForge(List.of(Secret.of(tag.repeat(40))), List.of(Secret.of("p".repeat(40))));
  }
}
