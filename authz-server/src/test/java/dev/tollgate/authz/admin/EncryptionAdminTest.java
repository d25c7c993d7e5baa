package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProviderSamples;
import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.EncryptionKey;
import dev.tollgate.proto.admin.v1.GetEncryptionRequest;
import dev.tollgate.proto.admin.v1.GetEncryptionResponse;
import dev.tollgate.proto.admin.v1.RewrapSecretsRequest;
import dev.tollgate.proto.admin.v1.RewrapSecretsResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database whose key-encryption key is replaced. */
final class EncryptionAdminTest {
  private static final Secret OLD = kek("o");
  private static final Secret NEW = kek("n");
  private static final Sealer BEFORE = sealer(OLD);
  private static final Sealer BETWEEN = sealer(NEW, OLD);
  private static final Sealer AFTER = sealer(NEW);
  private static final Caller CALLER = new Caller("root", "", null, Set.of(), "");

  private static TestAdmin admin;

  @BeforeAll
  static void start() throws Exception {
    admin =
        new TestAdmin(
            new ProviderKeySettings(ProviderSamples.configured(), KeySource.DATABASE, BETWEEN));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void storeKeys() throws Exception {
    for (var provider : List.of("anthropic", "groq", "openai")) {
      put(provider, BEFORE);
    }
  }

  private static Secret kek(String letter) {
    return Secret.of("kek_" + letter.repeat(43));
  }

  private static Sealer sealer(Secret... keys) {
    return new EncryptionConfig(List.of(keys)).sealer();
  }

  private static Secret key(String provider) {
    return Secret.of("sk-planted-" + provider);
  }

  private static void put(String provider, Sealer sealer) {
    var id = "id-of-" + provider;
    var sealed = sealer.seal(key(provider), StoredKey.place(provider, id));
    new JdbcProviderKeys(admin.pool())
        .put(CALLER, new StoredKey(provider, id, sealed), "****", Instant.EPOCH);
  }

  private static RewrapSecretsResponse rewrap(int batch, String pageToken) {
    return admin
        .providerKeys()
        .rewrapSecrets(
            RewrapSecretsRequest.newBuilder().setBatchSize(batch).setPageToken(pageToken).build());
  }

  private static GetEncryptionResponse encryption() {
    return admin.providerKeys().getEncryption(GetEncryptionRequest.getDefaultInstance());
  }

  private static Map<String, Long> secrets() {
    return encryption().getKeysList().stream()
        .collect(Collectors.toMap(EncryptionKey::getId, EncryptionKey::getSecrets));
  }

  @Test
  void everySecretComesUnderThePrimaryKeyInPartsAndTheOldKeyIsNeededNoMore() throws Exception {
    assertThat(secrets()).isEqualTo(Map.of(BEFORE.primary(), 3L, AFTER.primary(), 0L));
    var first = rewrap(2, "");
    assertThat(first.getRewrapped()).isEqualTo(2);
    assertThat(first.getRemaining()).isOne();
    assertThat(first.getNextPageToken()).isEqualTo("groq");
    var last = rewrap(2, first.getNextPageToken());
    assertThat(last.getRewrapped()).isOne();
    assertThat(last.getRemaining()).isZero();
    assertThat(last.getNextPageToken()).isEmpty();
    assertThat(secrets()).isEqualTo(Map.of(BEFORE.primary(), 0L, AFTER.primary(), 3L));
    for (var row : new JdbcProviderKeys(admin.pool()).list()) {
      var stored = row.key();
      assertThat(AFTER.open(stored.sealed(), stored.place())).isEqualTo(key(stored.provider()));
    }
    assertThat(rewrap(0, "").getRewrapped()).as("again").isZero();
    assertThat(
            admin.query(
                "SELECT subject FROM authz.audit_event WHERE action = 'encryption.rewrapped'"))
        .containsOnly(AFTER.primary());
  }

  @Test
  void whileSecretsAreSealedAnewEveryRequestFindsItsKey() throws Exception {
    var settings =
        new ProviderKeySettings(ProviderSamples.configured(), KeySource.DATABASE, BETWEEN);
    var expected = "Bearer " + key("openai").text();
    try (var replica = new KeyReplica(admin, settings);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      await().until(() -> replica.sent("openai").equals(expected));
      var ended = new AtomicBoolean();
      var looks =
          threads.submit(() -> {
            int found = 0;
            while (!ended.get()) {
              assertThat(replica.sent("openai")).isEqualTo(expected);
              found++;
            }
            return found;
          });
      var applied = replica.get();
      for (int i = 0; i < 5; i++) {
        var before = applied;
        rewrap(0, "");
        await().until(() -> replica.get() != before);
        applied = replica.get();
        storeKeys();
      }
      ended.set(true);
      assertThat(looks.get()).isPositive();
    }
  }

  @Test
  void whatCannotBeReadIsNamedAndStaysAndTheRestMoves() throws Exception {
    var elsewhere = sealer(kek("e"));
    put("groq", elsewhere);
    var answer = rewrap(1, "");
    var unreadable = rewrap(1, answer.getNextPageToken());
    assertThat(unreadable.getRewrapped()).isZero();
    assertThat(unreadable.getUnreadableList())
        .singleElement()
        .asString()
        .contains("the key of groq: ", elsewhere.primary());
    assertThat(rewrap(1, unreadable.getNextPageToken()).getRemaining()).isOne();
    assertThat(secrets())
        .isEqualTo(Map.of(BEFORE.primary(), 0L, AFTER.primary(), 2L, elsewhere.primary(), 1L));
    assertThat(encryption().getUnreadableList()).hasSize(1);
    assertThat(encryption().getKeysList())
        .filteredOn(key -> !key.getPresent())
        .extracting(EncryptionKey::getId)
        .containsExactly(elsewhere.primary());
  }
}
