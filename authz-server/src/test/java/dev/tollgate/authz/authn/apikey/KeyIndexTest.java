package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.unstoredKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Environment;
import dev.tollgate.kit.config.Secret;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mindrot.jbcrypt.BCrypt;

class KeyIndexTest {
  private static final KeyDatabase DATABASE = new KeyDatabase();
  private static final Secret TAG = secret("t");

  private final KeyStore store =
      new JdbcKeyStore(DATABASE.source(), List.of(Environment.values()), OwnKeys.NONE);
  private final BcryptDoor door = new BcryptDoor(1, 1);

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void aKeyIndexedUnderAnOlderPepperIsFoundAndIndexedUnderTheCurrentOne() throws Exception {
    var key = DATABASE.store("rotated");
    assertThat(find(forge("new", "p"), key)).isEqualTo("rotated");
    assertThat(find(forge("new"), key)).isEqualTo("rotated");
  }

  @Test
  void aLostPepperForcesNoKeyOut() throws Exception {
    var key = hashed("lost");
    assertThat(find(forge("other"), key)).isEqualTo("lost");
    DATABASE.execute("UPDATE authz.api_key SET hash_of_record = 'h' WHERE key_id = 'lost'");
    assertThat(find(forge("other"), key)).as("by its index alone").isEqualTo("lost");
  }

  @Test
  void aRevokedKeyStaysRevokedWhenItIsIndexedAnew() throws Exception {
    var key = hashed("revoked");
    DATABASE.revoke("revoked");
    var forge = forge("another");
    assertThat(index(forge).find(key, forge.digest(key)))
        .hasValueSatisfying(
            lookup -> assertThat(lookup.at(0)).hasToString("Refused[reason=REVOKED]"));
  }

  @Test
  void aKeyThatOnlySharesItsBeginningWithOneThatIsStoredIsAbsent() throws Exception {
    var key = unstoredKey();
    hashed("namesake");
    beginLike(key, "namesake");
    assertThat(find(forge("third"), key)).isEqualTo("absent");
  }

  @Test
  void aFullDoorIsNotTakenForAbsence() throws Exception {
    var key = hashed("overloaded");
    var go = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      Thread.ofVirtual()
          .start(() ->
              door.through(() -> {
                Latches.await(go);
                return true;
              }));
      int inside = i + 1;
      Awaitility.await().until(() -> door.inside() == inside);
    }
    assertThat(find(forge("fourth"), key)).isEqualTo("overloaded");
    go.countDown();
  }

  @Test
  void anAbsentKeyCostsNoHashWhereEveryKeyIsIndexed() throws Exception {
    var key = unstoredKey();
    DATABASE.store("indexed");
    beginLike(key, "indexed");
    door.close(); // whoever came to it would be told that too many wait
    assertThat(find(forge("p"), key)).isEqualTo("absent");
  }

  private static void beginLike(String key, String id) {
    DATABASE.execute(
        "UPDATE authz.api_key SET prefix = '%s' WHERE key_id = '%s'"
            .formatted(KeyForge.prefix(key), id));
  }

  private static String hashed(String id) {
    var key = DATABASE.store(id);
    DATABASE.execute(
        "UPDATE authz.api_key SET hash_of_record = '%s' WHERE key_id = '%s'"
            .formatted(BCrypt.hashpw(key, BCrypt.gensalt(4)), id));
    return key;
  }

  /** The id of the key that was found. */
  private String find(KeyForge forge, String key) throws Exception {
    var found = index(forge).find(key, forge.digest(key));
    if (found.isEmpty()) {
      return "overloaded";
    }
    return switch (found.get()) {
      case KnownKey known -> known.principal().keyId();
      case Lookup.Absent _ -> "absent";
    };
  }

  private KeyIndex index(KeyForge forge) {
    return new KeyIndex(forge, store, door);
  }

  private static KeyForge forge(String... peppers) {
    return new KeyForge(List.of(TAG), List.of(peppers).stream().map(KeyIndexTest::secret).toList());
  }

  private static Secret secret(String letter) {
    return Secret.of(letter.repeat(40));
  }
}
