package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProviderSamples;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.ListProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.admin.v1.RemoveProviderKeyRequest;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of providers, set through the service and used by a replica that follows changes. */
final class ProviderKeyAdminTest {
  private static final Secret KEK = Secret.of("kek_" + "k".repeat(43));
  private static final String OPENAI = "sk-planted-secret-of-openai";
  private static final String ANTHROPIC = "sk-ant-planted-secret";

  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin(settings(KeySource.HYBRID));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @AfterEach
  void removeKeys() throws SQLException {
    admin.execute("DELETE FROM authz.provider_key");
  }

  private static Sealer sealer() {
    return new EncryptionConfig(List.of(KEK)).sealer();
  }

  private static ProviderKeySettings settings(KeySource source) {
    return new ProviderKeySettings(ProviderSamples.configured(), source, sealer());
  }

  private static ProviderKey set(String provider, String key) {
    return set(provider, key, false);
  }

  private static ProviderKey set(String provider, String key, boolean force) {
    return admin
        .providerKeys()
        .setProviderKey(
            SetProviderKeyRequest.newBuilder()
                .setProvider(provider)
                .setKey(key)
                .setForce(force)
                .build())
        .getKey();
  }

  private static ProviderKey remove(String provider) {
    return admin
        .providerKeys()
        .removeProviderKey(RemoveProviderKeyRequest.newBuilder().setProvider(provider).build())
        .getKey();
  }

  private static List<ProviderKey> list() {
    return admin
        .providerKeys()
        .listProviderKeys(ListProviderKeysRequest.getDefaultInstance())
        .getKeysList();
  }

  private static KeyReplica replica(KeySource source) {
    return new KeyReplica(admin, settings(source));
  }

  @Test
  void everyReplicaUsesANewKeyWithinSecondsAndARemovedOneNoMore() {
    try (var hybrid = replica(KeySource.HYBRID);
        var stored = replica(KeySource.DATABASE)) {
      await().until(() -> !stored.get().keyUnknown("openai"));
      assertThat(stored.sent("openai")).isEqualTo("none");
      assertThat(hybrid.sent("openai")).isEqualTo("Bearer sk-configured");
      set("openai", OPENAI);
      await().until(() -> stored.sent("openai").equals("Bearer " + OPENAI));
      await().until(() -> hybrid.sent("openai").equals("Bearer " + OPENAI));
      set("openai", OPENAI + "2");
      await().until(() -> stored.sent("openai").equals("Bearer " + OPENAI + "2"));
      remove("openai");
      await().until(() -> stored.sent("openai").equals("none"));
      await().until(() -> hybrid.sent("openai").equals("Bearer sk-configured"));
    }
  }

  @Test
  void whatIsShownOfAKeyIsHowItBeginsAndEnds() {
    var key = set("openai", OPENAI);
    assertThat(key.getMasked()).isEqualTo("sk-p...enai");
    assertThat(key.getSource()).isEqualTo("database");
    assertThat(key.getTestStatus()).isEqualTo("untested");
    assertThat(key.getUpdatedBy()).isEqualTo("bootstrap-admin");
    assertThat(key.getUnreadable()).isEmpty();
    assertThat(list()).extracting(ProviderKey::getProvider).containsExactly("anthropic", "openai");
    assertThat(list())
        .extracting(ProviderKey::getSource)
        .containsExactly("environment", "database");
    admin.now.updateAndGet(now -> now.plus(Duration.ofDays(91)));
    assertThat(list().getLast().getAgeDays()).isEqualTo(91);
    assertThat(remove("openai").getSource()).isEqualTo("environment");
  }

  @Test
  void noTableHasAKeyNorHasAnAnswerOrAnError() throws Exception {
    var told = new ArrayList<String>();
    told.add(set("openai", OPENAI).toString());
    told.add(set("anthropic", ANTHROPIC).toString());
    told.add(list().toString());
    for (var wrong :
        List.of("uc_planted", "sk-planted\n", "sk-planted ", "planted".repeat(1_500))) {
      told.add(refused("anthropic", wrong).toString());
    }
    told.add(refused("sk-planted", "sk-1").toString());
    told.add(remove("openai").toString());
    told.addAll(admin.query("SELECT string_agg(t::text, ' ') FROM authz.audit_event t"));
    assertThat(told).noneMatch(text -> text.contains("planted"));
    for (var table :
        admin.query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'authz'")) {
      for (var encoding : List.of("escape", "base64", "hex")) {
        var rows =
            admin.query(
                "SELECT coalesce(string_agg(encode(convert_to(t::text, 'UTF8'), '"
                    + encoding
                    + "'), ' '), '') FROM authz."
                    + table
                    + " t");
        assertThat(rows.toString()).as(table).doesNotContain("planted", hex("planted"));
      }
    }
    assertThat(
            admin.query("SELECT encode(ciphertext, 'escape') FROM authz.provider_key").toString())
        .doesNotContain("planted");
  }

  private static String hex(String text) {
    var hex = new StringBuilder();
    text.chars().forEach(c -> hex.append(Integer.toHexString(c)));
    return hex.toString();
  }

  private static StatusRuntimeException refused(String provider, String key) {
    var failure = failure(() -> set(provider, key));
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    return failure;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-1\n", "sk 1", "\u0000", "sk-\u00fc"})
  void aKeyThatCannotBeAHeaderIsRefused(String key) {
    assertThat(GrpcErrors.fieldProblemsOf(refused("openai", key)))
        .hasEntrySatisfying(
            "key", problem -> assertThat(problem).contains("printable ASCII characters"));
  }

  @Test
  void theFieldThatIsWrongIsNamed() {
    assertThat(GrpcErrors.fieldProblemsOf(refused("openai", ""))).containsEntry("key", "is empty");
    assertThat(GrpcErrors.fieldProblemsOf(refused("openai", "sk-" + "k".repeat(10_240))))
        .containsKey("key");
    assertThat(GrpcErrors.fieldProblemsOf(refused("elsewhere", "sk-1")))
        .containsEntry("provider", "must be a provider of the configuration: anthropic, openai");
  }

  @Test
  void aKeyThatLooksLikeAnothersIsTakenOnlyWithForce() {
    assertThat(GrpcErrors.fieldProblemsOf(refused("openai", ANTHROPIC)))
        .hasEntrySatisfying(
            "key",
            problem -> assertThat(problem).contains("does not look like a key of openai", "force"));
    assertThat(set("openai", ANTHROPIC, true).getSource()).isEqualTo("database");
  }

  @Test
  void ofManyKeysSetAtTheSameMomentOneCountsWholeAndEachIsInTheAuditLog() throws Exception {
    var before = admin.query("SELECT id FROM authz.audit_event WHERE action = 'provider_key.set'");
    var attempts =
        IntStream.range(0, 8)
            .<Callable<ProviderKey>>mapToObj(i -> () -> set("openai", "sk-planted-secret-" + i))
            .toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var result : threads.invokeAll(attempts)) {
        result.get();
      }
    }
    assertThat(admin.query("SELECT id FROM authz.audit_event WHERE action = 'provider_key.set'"))
        .hasSize(before.size() + 8);
    var masked = list().getLast().getMasked();
    try (var replica = replica(KeySource.DATABASE)) {
      await().until(() -> !replica.sent("openai").equals("none"));
      assertThat(replica.sent("openai")).endsWith(masked.substring(masked.length() - 4));
    }
  }

  @Test
  void ciphertextsOfTwoRowsThatWereSwappedAreNamedAndUsedByNobody() throws Exception {
    set("openai", OPENAI);
    set("anthropic", ANTHROPIC);
    admin.execute(
        """
        UPDATE authz.provider_key k SET ciphertext = o.ciphertext
        FROM authz.provider_key o WHERE o.provider <> k.provider
        """);
    assertThat(list())
        .extracting(ProviderKey::getUnreadable)
        .allMatch(why -> why.contains("moved here from another row"));
    try (var replica = replica(KeySource.HYBRID)) {
      await().until(() -> replica.get().keyUnknown("openai"));
      assertThat(replica.sent("openai")).isEqualTo("none");
      assertThat(replica.sent("anthropic")).isEqualTo("none");
    }
  }

  @Test
  void onlyThePlatformsKeysReachThem() {
    var user =
        admin
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId("ada")
                    .setName("k")
                    .addPermissions("admin:*")
                    .build());
    var service = admin.providerKeys(Secret.of(user.getApiKey()));
    assertThat(
            failure(() -> service.listProviderKeys(ListProviderKeysRequest.getDefaultInstance()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.PERMISSION_DENIED);
    var request = SetProviderKeyRequest.newBuilder().setProvider("openai").setKey("sk-1").build();
    assertThat(failure(() -> service.setProviderKey(request)).getStatus().getCode())
        .isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void whatIsNotThereCannotBeRemoved() {
    assertThat(failure(() -> remove("openai")).getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void whereStoredKeysDoNotCountNoneIsTaken() throws IOException {
    try (var configured = new TestAdmin(ProviderKeySettings.of(ProviderSamples.configured()))) {
      var request = SetProviderKeyRequest.newBuilder().setProvider("openai").setKey("sk-1").build();
      var failure = failure(() -> configured.providerKeys().setProviderKey(request));
      assertThat(failure.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(requireNonNull(failure.getStatus().getDescription()))
          .contains("provider_keys.source is environment");
    }
  }
}
