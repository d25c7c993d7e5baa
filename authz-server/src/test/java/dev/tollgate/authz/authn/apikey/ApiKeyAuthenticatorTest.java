package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.CREATED;
import static dev.tollgate.authz.authn.apikey.KeyDatabase.FORGE;
import static dev.tollgate.authz.authn.apikey.KeyDatabase.forge;
import static dev.tollgate.authz.authn.apikey.KeyDatabase.unstoredKey;
import static dev.tollgate.authz.authn.apikey.Latches.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Environment;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ApiKeyAuthenticatorTest {
  private static final KeyDatabase DATABASE = new KeyDatabase();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> now = new AtomicReference<>(CREATED.plusSeconds(60));
  private final KeyCache cache = KeyCache.bounded(nanos::get);
  private final WatchedKeyStore store =
      new WatchedKeyStore(
          new JdbcKeyStore(DATABASE.source(), List.of(Environment.values()), OwnKeys.NONE),
          new JdbcChangeLog(DATABASE.source()));
  private final AuthnMetrics metrics = new AuthnMetrics(registry, now::get);
  private final ImportedKeys imported = DATABASE.imported();
  private final ChangeFollower changes =
      new ChangeFollower(
          store,
          cache,
          imported,
          Duration.ofMinutes(5),
          nanos::get,
          metrics,
          new ReplicaProgress(nanos::get),
          ChangeSubscriber.NONE);
  private final BcryptDoor door = new BcryptDoor(1, 1);
  private final KeyLookups loads =
      KeyLookups.create(FORGE, store, imported, door, cache, changes, nanos::get);
  private final ApiKeyAuthenticator authenticator =
      new ApiKeyAuthenticator(FORGE, cache, changes, imported, loads, now::get, metrics);

  @BeforeEach
  void firstPoll() throws SQLException {
    changes.poll();
  }

  @AfterEach
  void close() {
    changes.close();
  }

  @Test
  void aForgedKeyIsRefusedWithoutALookup() throws Exception {
    var forged = forge("other", "p").issue(KeyForm.USER, new Random(1)).key();
    assertThat(authenticate(forged)).isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(authenticate("sk-abc")).isEqualTo(new Refused(Refusal.MALFORMED));
    assertThat(authenticate("sk-proj-abc")).isEqualTo(new Refused(Refusal.OTHER_PRODUCT));
    assertThat(store.lookups).hasValue(0);
  }

  @Test
  void aWarmKeyCostsNoLookupAndPaysFromItsUsersWallet() throws Exception {
    var key = DATABASE.store("warm");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    assertThat(authenticate(key))
        .isInstanceOfSatisfying(
            Authenticated.class,
            known -> assertThat(known.principal().chargePath()).containsExactly("wallet:user:u"));
    assertThat(store.lookups).hasValue(1);
  }

  @Test
  void theTagOfAKeyInMemoryIsNotComputed() {
    var tagged = forge("other", "p").issue(KeyForm.USER, new Random(2)).key();
    assertThat(ask(tagged)).isCompletedWithValue(new Refused(Refusal.UNKNOWN));
    cache.put(FORGE.digest(tagged), Lookup.Absent.ABSENT, cache.generation());
    assertThat(hits()).isZero();
    assertThat(ask(tagged)).isCompletedWithValue(new Refused(Refusal.UNKNOWN));
    assertThat(hits()).isOne();
  }

  @Test
  void aFullBcryptDoorHoldsUpNeitherWarmKeysNorIndexedOnes() throws Exception {
    var warm = DATABASE.store("warm beside bcrypt");
    var cold = DATABASE.store("cold beside bcrypt");
    var lost = DATABASE.store("index lost");
    DATABASE.execute(
        "UPDATE authz.api_key SET digest = sha256('x'), pepper_version = '00000000' WHERE key_id ="
            + " 'index lost'");
    changes.poll();
    assertThat(authenticate(warm)).isInstanceOf(Authenticated.class);
    door.close(); // from now on it turns everyone away
    assertThat(authenticate(lost)).isEqualTo(new Refused(Refusal.OVERLOADED));
    assertThat(ask(warm)).isCompletedWithValueMatching(Authenticated.class::isInstance);
    assertThat(authenticate(cold)).isInstanceOf(Authenticated.class);
  }

  @Test
  void aRevokedKeyIsDeniedAfterThePollThatFollows() throws Exception {
    var key = DATABASE.store("revoked");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    DATABASE.revoke("revoked");
    changes.poll();
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.REVOKED));
  }

  @Test
  void aLoadThatBeganBeforeARevocationCannotBringTheKeyBack() throws Exception {
    var key = DATABASE.store("raced");
    var found = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    store.afterLookup =
        () -> {
          found.countDown();
          await(go);
        };
    var before = ask(key);
    await(found); // the row was read as it was before the revocation
    store.afterLookup = () -> {};
    DATABASE.revoke("raced");
    changes.poll();
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.REVOKED)); // joins no old load
    go.countDown();
    assertThat(before.get(10, TimeUnit.SECONDS)).isEqualTo(new Refused(Refusal.REVOKED));
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.REVOKED));
  }

  @Test
  void aLoadThatChangesKeepOvertakingEndsAsARefusal() throws Exception {
    var key = DATABASE.store("overtaken");
    store.afterLookup = cache::clear;
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.UNAVAILABLE));
    assertThat(store.lookups).hasValue(3);
  }

  @Test
  void anExpiredKeyIsDeniedAtTheInstantThoughItIsWarm() throws Exception {
    var key = DATABASE.store("expiring");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    now.set(CREATED.plus(Duration.ofDays(90)));
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.EXPIRED));
  }

  @Test
  void aReplacedKeyIsDeniedAtTheEndOfItsOverlap() throws Exception {
    DATABASE.store("successor");
    var key = DATABASE.store("replaced");
    DATABASE.execute(
        """
        UPDATE authz.api_key SET replaced_by = 'successor', overlap_ends_at = '2026-01-02T00:00:00Z'
        WHERE key_id = 'replaced'
        """);
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    now.set(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.EXPIRED));
  }

  @Test
  void aSuspendedOrganizationIsDeniedAndComesBack() throws Exception {
    var key = DATABASE.store("suspended");
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
    DATABASE.execute("UPDATE authz.organization SET status = 'suspended' WHERE id = 'o'");
    changes.poll();
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.INACTIVE));
    DATABASE.execute("UPDATE authz.organization SET status = 'active' WHERE id = 'o'");
    changes.poll();
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
  }

  @Test
  void withTheDatabaseAwayWarmKeysWorkUntilStaleMaxAndUnknownOnesAreUnavailable() throws Exception {
    var key = DATABASE.store("outage");
    var cold = DATABASE.store("cold");
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
    assertThatThrownBy(() -> DATABASE.execute("DELETE FROM authz.audit_event"))
        .hasMessageContaining("append-only");
  }

  @Test
  void aKeyThatManyAskForAtOnceIsLookedUpOnce() throws Exception {
    var key = unstoredKey();
    var go = new CountDownLatch(1);
    store.afterLookup = () -> await(go);
    var answers = Stream.generate(() -> ask(key)).limit(100).toList();
    go.countDown();
    for (var answer : answers) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Refused(Refusal.UNKNOWN));
    }
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(store.lookups).hasValue(1);
  }

  @Test
  void lookupsBeyondTheGateAreRefusedAtOnceAndWarmKeysAreNot() throws Exception {
    var warm = DATABASE.store("warm in a flood");
    assertThat(authenticate(warm)).isInstanceOf(Authenticated.class);
    var go = new CountDownLatch(1);
    store.beforeLookup = () -> await(go);
    var waiting = Stream.generate(() -> ask(unstoredKey())).limit(KeyLoads.LOADS_MAX).toList();
    assertThat(ask(unstoredKey())).isCompletedWithValue(new Refused(Refusal.OVERLOADED));
    assertThat(ask(warm)).isCompletedWithValueMatching(Authenticated.class::isInstance);
    store.down = true;
    go.countDown();
    for (var answer : waiting) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Refused(Refusal.UNAVAILABLE));
    }
    assertThat(loads.running()).isZero();
  }

  @Test
  void anOutageDoesNotFloodTheLogAndNoKeyIsInIt() throws Exception {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logger = (Logger) LoggerFactory.getLogger(KeyLoads.class);
    logger.addAppender(lines);
    store.down = true;
    var keys = Stream.generate(KeyDatabase::unstoredKey).limit(100).toList();
    for (var key : keys) {
      authenticate(key);
    }
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    authenticate(keys.getFirst());
    logger.detachAppender(lines);
    assertThat(lines.list).hasSize(2);
    assertThat(lines.list.toString()).doesNotContain("uc_");
  }

  @Test
  void aLookupThatBreaksInAnyWayIsARefusalAndTheNextOneStartsAnew() throws Exception {
    var key = DATABASE.store("broken");
    store.afterLookup =
        () -> {
          throw new NoClassDefFoundError("planned");
        };
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.UNAVAILABLE));
    store.afterLookup = () -> {};
    assertThat(authenticate(key)).isInstanceOf(Authenticated.class);
  }

  private Authentication authenticate(String key) throws Exception {
    return ask(key).get(10, TimeUnit.SECONDS);
  }

  private double hits() {
    return registry.get("tollgate_authn_cache").tag("result", "hit").counter().count();
  }

  private CompletableFuture<Authentication> ask(String key) {
    var answer = new CompletableFuture<Authentication>();
    authenticator.authenticate(key, answer::complete);
    return answer;
  }
}
