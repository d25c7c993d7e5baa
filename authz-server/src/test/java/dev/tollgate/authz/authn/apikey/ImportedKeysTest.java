package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.CREATED;
import static dev.tollgate.authz.authn.apikey.KeyDatabase.FORGE;
import static dev.tollgate.authz.authn.apikey.KeyDatabase.forge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Environment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindrot.jbcrypt.BCrypt;

/** Keys of another system, which carry no tag of ours. */
class ImportedKeysTest {
  private static final Random RANDOM = new Random(11);

  private final KeyDatabase database = new KeyDatabase();
  private final BcryptDoor door = new BcryptDoor(1, 8);
  private Replica replica = new Replica(FORGE);

  @AfterEach
  void close() {
    replica.changes.close();
    door.close();
  }

  /** What a replica keeps in memory, and what it asks of the database. */
  private final class Replica {
    private final AtomicLong nanos = new AtomicLong();
    private final KeyCache cache = KeyCache.bounded(nanos::get);
    private final JdbcChangeLog log = new JdbcChangeLog(database.source());
    private final WatchedKeyStore store =
        new WatchedKeyStore(
            new JdbcKeyStore(database.source(), List.of(Environment.values()), OwnKeys.NONE), log);
    private final AuthnMetrics metrics = new AuthnMetrics(new SimpleMeterRegistry(), () -> CREATED);
    private final ImportedKeys imported;
    private final ChangeFollower changes;
    private final KeyLookups loads;
    private final ApiKeyAuthenticator authenticator;

    private Replica(KeyForge forge) {
      imported = new ImportedKeys(log.importedKeys(forge.pepperVersions()), forge, nanos::get);
      changes =
          new ChangeFollower(
              store,
              cache,
              imported,
              Duration.ofMinutes(5),
              nanos::get,
              metrics,
              new ReplicaProgress(nanos::get),
              ChangeSubscriber.NONE);
      loads = KeyLookups.create(forge, store, imported, door, cache, changes, nanos::get);
      authenticator =
          new ApiKeyAuthenticator(forge, cache, changes, imported, loads, () -> CREATED, metrics);
    }

    private CompletableFuture<Authentication> ask(String key) {
      var answer = new CompletableFuture<Authentication>();
      authenticator.authenticate(key, answer::complete);
      return answer;
    }
  }

  /** A user's key as the old gateway made them: of our form, without our tag. */
  private static String oldUserKey() {
    return forge("old", "p").issue(KeyForm.USER, RANDOM).key();
  }

  private static String prefix(String key) {
    return key.substring(0, 7);
  }

  private String importedUserKey(String id, String flavour) {
    var key = oldUserKey();
    var hash = BCrypt.hashpw(key, BCrypt.gensalt(4));
    database.storeImported(id, prefix(key), flavour + hash.substring(3));
    return key;
  }

  private String importedOrganizationKey(String id, String key) {
    database.storeImported(id, key.substring(0, 6), HashOfRecord.sha256(key));
    return key;
  }

  private Authentication authenticate(String key) throws Exception {
    return replica.ask(key).get(10, TimeUnit.SECONDS);
  }

  private static String keyId(Authentication authentication) {
    return authentication instanceof Authenticated(var principal) ? principal.keyId() : "refused";
  }

  private void startAnew(KeyForge forge) throws SQLException {
    replica.changes.close();
    replica = new Replica(forge);
    replica.changes.poll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$2a", "$2b", "$2y"})
  void aKeyWithAnyFlavourOfBcryptIsComparedOnceAndIndexedFromThenOn(String flavour)
      throws Exception {
    replica.changes.poll();
    var key = importedUserKey("k", flavour);
    replica.changes.poll();
    assertThat(keyId(authenticate(key))).isEqualTo("k");
    assertThat(door.done()).isOne();
    startAnew(FORGE);
    assertThat(keyId(authenticate(key))).isEqualTo("k");
    assertThat(door.done()).isOne();
    assertThat(replica.store.lookups).hasValue(1);
    assertThat(database.ask("SELECT pepper_version FROM authz.api_key"))
        .isEqualTo(FORGE.pepperVersions().getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pk_live_old", "sk-presenton-service-key-2024", "whatever it was"})
  void aKeyWithASha256IsOneQueryWhateverItsForm(String text) throws Exception {
    var key = importedOrganizationKey("k", text.replace(' ', '_'));
    replica.changes.poll();
    assertThat(keyId(authenticate(key))).isEqualTo("k");
    assertThat(replica.store.lookups).hasValue(1);
    replica.changes.poll();
    assertThat(replica.imported.match(key, FORGE.digest(key)))
        .as("indexed")
        .isEqualTo(ImportedKeys.Match.KNOWN);
    startAnew(FORGE);
    assertThat(keyId(authenticate(key))).isEqualTo("k");
    assertThat(replica.store.lookups).hasValue(1);
    assertThat(door.done()).isZero();
  }

  @Test
  void whatIsNoImportedKeyCostsNeitherAQueryNorAHash() throws Exception {
    importedOrganizationKey("o", "pk_live_old");
    importedUserKey("u", "$2b");
    replica.changes.poll();
    for (int i = 0; i < 1_000; i++) {
      var forged = oldUserKey();
      if (!replica.imported.prefixes(forged).isEmpty()) {
        continue; // one of 65,536 begins alike
      }
      assertThat(authenticate(forged)).isEqualTo(new Refused(Refusal.UNKNOWN));
      assertThat(authenticate("pk_live_" + i)).isEqualTo(new Refused(Refusal.MALFORMED));
    }
    assertThat(authenticate("a".repeat(257))).isEqualTo(new Refused(Refusal.MALFORMED));
    assertThat(authenticate("sk-proj-abc")).isEqualTo(new Refused(Refusal.OTHER_PRODUCT));
    assertThat(replica.store.lookups).hasValue(0);
    assertThat(door.done()).isZero();
  }

  @Test
  void aBeginningLetsNobodyThroughOnceItsLastKeyIsIndexed() throws Exception {
    var first = importedUserKey("first", "$2b");
    var second = prefix(first) + oldUserKey().substring(7);
    database.storeImported("second", prefix(first), BCrypt.hashpw(second, BCrypt.gensalt(4)));
    replica.changes.poll();
    assertThat(keyId(authenticate(first))).isEqualTo("first");
    replica.changes.poll();
    assertThat(replica.imported.prefixes()).isOne();
    assertThat(keyId(authenticate(second))).isEqualTo("second");
    replica.changes.poll();
    assertThat(replica.imported.prefixes()).isZero();
    assertThat(keyId(authenticate(first))).isEqualTo("first");
    long hashes = door.done();
    assertThat(authenticate(prefix(first) + oldUserKey().substring(7)))
        .isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(door.done()).isEqualTo(hashes);
  }

  @Test
  void aRefutedKeyIsNotComparedAgainUntilAnotherOneIsImported() throws Exception {
    var like = importedUserKey("like", "$2b");
    replica.changes.poll();
    var late = prefix(like) + oldUserKey().substring(7);
    assertThat(authenticate(late)).isEqualTo(new Refused(Refusal.UNKNOWN));
    replica.nanos.addAndGet(KeyCache.ABSENT_FOR.toNanos() + 1);
    assertThat(authenticate(late)).isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(door.done()).isOne();
    database.storeImported("late", prefix(like), BCrypt.hashpw(late, BCrypt.gensalt(4)));
    replica.changes.poll();
    assertThat(keyId(authenticate(late))).isEqualTo("late");
  }

  @Test
  void aRevokedKeyIsRefusedWithoutAHash() throws Exception {
    var key = importedUserKey("revoked", "$2b");
    replica.changes.poll();
    database.revoke("revoked");
    replica.changes.poll();
    assertThat(replica.imported.prefixes()).isZero();
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(door.done()).isZero();
  }

  @Test
  void anIndexedKeyOutlivesTheRotationAndTheLossOfThePepper() throws Exception {
    var users = importedUserKey("u", "$2b");
    var organizations = importedOrganizationKey("o", "pk_old");
    replica.changes.poll();
    authenticate(users);
    authenticate(organizations);
    startAnew(forge("t", "q")); // the old one is lost
    assertThat(keyId(authenticate(users))).isEqualTo("u");
    assertThat(keyId(authenticate(organizations))).isEqualTo("o");
    assertThat(door.done()).isEqualTo(2);
  }

  @Test
  void aCrowdOfPossibleKeysHoldsUpNeitherGoodKeysNorWhoeverMakesOne() throws Exception {
    var waiting = importedUserKey("waiting", "$2b");
    var indexed = importedOrganizationKey("indexed", "pk_old");
    var own = database.store("own");
    replica.changes.poll();
    var go = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() ->
            door.through(() -> {
              Latches.await(go);
              return true;
            }));
    Awaitility.await().until(() -> door.inside() == 1);
    var crowd = new ArrayList<CompletableFuture<Authentication>>();
    for (int i = 0; i < KeyLoads.SLOW_LOADS_MAX; i++) {
      crowd.add(replica.ask(prefix(waiting) + oldUserKey().substring(7)));
    }
    Awaitility.await().until(() -> door.inside() == 1 + KeyLoads.SLOW_LOADS_MAX);
    assertThat(replica.ask(prefix(waiting) + "another"))
        .isCompletedWithValue(new Refused(Refusal.OVERLOADED));
    assertThat(keyId(authenticate(own))).isEqualTo("own");
    assertThat(keyId(authenticate(indexed))).isEqualTo("indexed");
    assertThat(door.inside()).as("places are left at the door").isLessThan(9);
    go.countDown();
    for (var answer : crowd) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Refused(Refusal.UNKNOWN));
    }
  }

  @Test
  void beforeTheKeysAreReadNobodyIsToldThatHisIsUnknown() throws Exception {
    var key = importedOrganizationKey("k", "pk_old");
    replica.store.down = true;
    assertThat(authenticate(key)).isEqualTo(new Refused(Refusal.UNAVAILABLE));
    replica.store.down = false;
    replica.changes.poll();
    assertThat(keyId(authenticate(key))).isEqualTo("k");
  }

  @Test
  void aBatchIsOneEntryInTheLogAndItsKeysWorkOnceItIsApplied() throws Exception {
    replica.changes.poll();
    database.execute(
        """
        INSERT INTO authz.api_key (key_id, family, prefix, name, organization_id, permissions, hash_of_record, origin,
          import_batch, created_at, created_by)
        SELECT 'k' || i, 'organization', 'pk', 'n', 'o', '{}', 'sha256:' || encode(sha256(('key' || i)::bytea), 'hex'),
          'imported', 'batch', now(), 'import' FROM generate_series(1, 500) i
        """);
    assertThat(database.ask("SELECT n FROM authz.change_head")).isEqualTo("1");
    replica.changes.poll();
    assertThat(keyId(authenticate("key500"))).isEqualTo("k500");
    assertThat(replica.imported.size()).isEqualTo(500);
  }
}
