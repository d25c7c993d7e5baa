package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.ByokPolicy;
import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.OtherProviderConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.proto.admin.v1.ByokKey;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.ImportKeysRequest;
import dev.tollgate.proto.admin.v1.ImportOutcome;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportRow;
import dev.tollgate.proto.admin.v1.ImportedOrganization;
import dev.tollgate.proto.admin.v1.ImportedOwnKey;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import dev.tollgate.proto.admin.v1.ImportedUser;
import dev.tollgate.proto.admin.v1.ListByokKeysRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that users and organizations of another system brought along. */
final class OwnKeyImportTest {
  private static final String SOURCE = "before";
  private static final String KEY = "sk-planted-imported-own-key";

  private static TestAdmin admin;
  private static KeyReplica replica;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin(settings(KeySource.DATABASE));
    replica = new KeyReplica(admin, settings(KeySource.DATABASE));
    var rows =
        ImportKeysRequest.newBuilder()
            .setSource(SOURCE)
            .addRows(organization("o-1", "acme", "pro"))
            .addRows(organization("o-2", "poor", "free"));
    for (var user :
        List.of(
            "ada@example.org ",
            "u-7 Bea@Example.org",
            "u-8 twins@example.org",
            "u-9 twins@example.org")) {
      var parts = user.split(" ", 2);
      rows.addRows(user(parts[0], parts[1], "o-1"));
    }
    rows.addRows(user("moe", "", "o-2"));
    assertThat(admin.keys().importKeys(rows.build()).getOutcomesList())
        .allSatisfy(outcome -> assertThat(outcome.getResult()).isEqualTo("imported"));
  }

  @AfterAll
  static void stop() {
    replica.close();
    admin.close();
  }

  @BeforeEach
  void removeKeys() throws SQLException {
    admin.execute("DELETE FROM authz.byok_key");
  }

  private static ProviderKeySettings settings(KeySource source) {
    var configured =
        ProviderCatalog.of(
            new ProvidersConfig(
                new ProviderConfig(Secret.of("sk-configured"), null, "https://proxy.example/v1"),
                new ProviderConfig(Secret.of("sk-ant-configured"), null, null),
                List.of(
                    new OtherProviderConfig(
                        "our-vllm", null, null, "https://europe.example/v1", null, null),
                    new OtherProviderConfig(
                        "europe", null, null, "https://europe.example/v1", null, null))));
    return new ProviderKeySettings(
        configured,
        source,
        new EncryptionConfig(List.of(Secret.of("kek_" + "i".repeat(43)))).sealer(),
        new ByokPolicy(Set.of("pro"), Set.of("openai", "anthropic", "europe"), new ByokFee(0)));
  }

  private static ImportRow organization(String id, String slug, String plan) {
    return ImportRow.newBuilder()
        .setOrganization(ImportedOrganization.newBuilder().setOldId(id).setSlug(slug).setPlan(plan))
        .build();
  }

  private static ImportRow user(String id, String email, String organization) {
    return ImportRow.newBuilder()
        .setUser(
            ImportedUser.newBuilder().setUserId(id).setEmail(email).setOrganizationId(organization))
        .build();
  }

  private static ImportedProviderKey key(String provider, String text, ImportedOwnKey own) {
    return ImportedProviderKey.newBuilder().setProvider(provider).setKey(text).setOwn(own).build();
  }

  private static ImportedProviderKey key(ImportedOwnKey.Builder own) {
    return key("openai", KEY, own.build());
  }

  private static ImportedOwnKey.Builder ofUser(String id, String email) {
    return ImportedOwnKey.newBuilder().setUserId(id).setEmail(email);
  }

  private static ImportedOwnKey.Builder ofOrganization(String id, String slug) {
    return ImportedOwnKey.newBuilder().setOrganizationId(id).setSlug(slug);
  }

  private static List<ImportOutcome> run(boolean dryRun, ImportedProviderKey... keys) {
    var request = ImportProviderKeysRequest.newBuilder().setSource(SOURCE).setDryRun(dryRun);
    Stream.of(keys).forEach(request::addKeys);
    return admin.providerKeys().importProviderKeys(request.build()).getOutcomesList();
  }

  private static List<String> results(boolean dryRun, ImportedProviderKey... keys) {
    return run(dryRun, keys).stream().map(ImportOutcome::getResult).toList();
  }

  /** "FIELD REASON" of each of its problems. */
  private static List<String> refusal(ImportedProviderKey key) {
    var outcome = run(false, key).getFirst();
    assertThat(outcome.getResult()).isEqualTo("refused");
    assertThat(outcome.toString()).doesNotContain("planted");
    return outcome.getProblemsList().stream()
        .map(problem -> problem.getField() + " " + problem.getReason())
        .toList();
  }

  private static List<ByokKey> stored() {
    return admin.byok().listByokKeys(ListByokKeysRequest.getDefaultInstance()).getKeysList();
  }

  @Test
  void whoseItIsIsFoundByIdAndAddressAndByWhatWasImported() {
    assertThat(
            results(
                false,
                key(ofUser("ada@example.org", "")),
                key(ofUser("another-id", "bea@example.ORG")),
                key(ofOrganization("o-1", ""))))
        .containsOnly("imported");
    assertThat(results(false, key(ofUser("another-id", "ADA@example.org"))))
        .containsExactly("unchanged");
    assertThat(results(false, key(ofOrganization("not-imported", "acme"))))
        .containsExactly("unchanged");
    assertThat(stored())
        .extracting(ByokKey::getUserId, ByokKey::getOrganization, ByokKey::getMasked)
        .containsExactly(
            tuple("ada@example.org", "acme", "sk-p...-key"),
            tuple("u-7", "acme", "sk-p...-key"),
            tuple("", "acme", "sk-p...-key"));
  }

  /** An organization's administrator makes users of any id and address. */
  @Test
  void whoDidNotComeByAnImportIsNobody() {
    var _ =
        admin
            .keys()
            .createUser(
                CreateUserRequest.newBuilder()
                    .setUserId("mallory")
                    .setOrganization("acme")
                    .setEmail("victim@example.org")
                    .build());
    for (var own :
        List.of(
            ofUser("mallory", ""),
            ofUser("victim", "victim@example.org"),
            ofUser("victim", "mallory"))) {
      assertThat(refusal(key(own)))
          .singleElement()
          .asString()
          .startsWith("user_id is no user here that was imported, nor");
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void aNameThatNobodyCanHaveIsRefusedByItself() {
    assertThat(
            results(
                false,
                key(ofUser("a\0b", "")),
                key(ofUser("x", "c\0@example.org")),
                key(ofOrganization("o".repeat(256), "")),
                key(ofUser("u-7", ""))))
        .containsExactly("refused", "refused", "refused", "imported");
  }

  @Test
  void whoIsNobodyHereOrOneOfSeveralIsRefused() {
    assertThat(refusal(key(ofUser("eve", "eve@example.org"))))
        .singleElement()
        .asString()
        .startsWith("user_id is no user here that was imported, nor");
    assertThat(refusal(key(ofUser("twin", "twins@example.org"))))
        .singleElement()
        .asString()
        .startsWith(
            "user_id is no user here that was imported, and its e-mail address is that of several");
    assertThat(refusal(key(ofOrganization("o-9", "o-9"))))
        .singleElement()
        .asString()
        .startsWith("organization_id is no organization");
    assertThat(refusal(key(ImportedOwnKey.newBuilder())))
        .singleElement()
        .asString()
        .startsWith("user_id is missing");
    var unnamed =
        ImportProviderKeysRequest.newBuilder().addKeys(key(ofUser("ada@example.org", ""))).build();
    assertThat(
            failure(() -> admin.providerKeys().importProviderKeys(unnamed)).getStatus().getCode())
        .isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void itIsInForceWithinSecondsAndWrittenDownWithoutTheKey() throws Exception {
    var caller =
        admin
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder().setUserId("ada@example.org").setName("a").build())
            .getApiKey();
    assertThat(sent(caller)).isEmpty();
    run(false, key(ofUser("ada@example.org", "")));
    await().untilAsserted(() -> assertThat(sent(caller)).containsExactly("openai " + KEY));
    assertThat(
            admin.query(
                "SELECT subject FROM authz.audit_event WHERE action = 'byok.imported' AND subject"
                    + " LIKE 'user ada%'"))
        .contains("user ada@example.org openai");
    assertThat(admin.query("SELECT e::text FROM authz.audit_event e").toString())
        .doesNotContain("planted");
  }

  /** What goes out for a caller: "ENDPOINT KEY". */
  private static List<String> sent(String apiKey) throws Exception {
    var answer = new CompletableFuture<Authentication>();
    replica.authenticator().authenticate(apiKey, answer::complete);
    return ((Authentication.Authenticated) answer.get())
        .principal().ownKeys().stream()
            .filter(own -> own.standing() == OwnKey.Standing.USABLE)
            .map(own -> own.endpoint() + " " + Objects.requireNonNull(own.key()).text())
            .toList();
  }

  @Test
  void aKeyThatIsHereStaysAndADryRunSaysTheSame() {
    run(false, key(ofUser("u-7", "")));
    var keys =
        new ImportedProviderKey[] {
          key(ofUser("u-7", "")),
          key("openai", "sk-planted-another", ofUser("u-7", "").build()),
          key(ofUser("u-8", "")),
          key("openai", "sk-planted-another", ofUser("u-8", "").build()),
          key(ofUser("u-8", "")),
          key("anthropic", "sk-ant-planted", ofUser("u-8", "").build())
        };
    var judged = results(true, keys);
    assertThat(judged)
        .containsExactly("unchanged", "refused", "imported", "refused", "unchanged", "imported");
    assertThat(stored()).hasSize(1);
    assertThat(results(false, keys)).isEqualTo(judged);
    assertThat(refusal(key("openai", "sk-planted-another", ofUser("u-7", "").build())))
        .singleElement()
        .asString()
        .startsWith("provider has another key here, which stays");
  }

  @ParameterizedTest
  @CsvSource({
    "openai, '', openai",
    "openai, https://api.openai.com/v1, openai",
    "openai, https://API.openai.com/v1/, openai",
    "openai, https://proxy.example, openai",
    "openai, europe, europe",
    "openai, https://europe.example/v1, europe",
    "anthropic, https://api.anthropic.com, anthropic",
  })
  void aPlaceIsAConfiguredProviders(String provider, String endpoint, String expected) {
    var text = provider.equals("openai") ? KEY : "sk-ant-planted";
    var own = ofUser("u-7", "").setEndpoint(endpoint).build();
    assertThat(results(false, key(provider, text, own))).containsExactly("imported");
    assertThat(stored()).extracting(ByokKey::getEndpoint).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, https://elsewhere.example/v1, must be a configured provider",
    "openai, http://169.254.169.254, must be a configured provider",
    "openai, https://planted:planted@api.openai.com/v1, must be a configured provider",
    "openai, our-vllm, must be a configured provider that takes callers",
    "openai, https://api.anthropic.com/v1, must be a configured provider",
    "openai, no place, must be a configured provider",
    "openai, anthropic, does not speak like openai",
  })
  void anyOtherPlaceIsRefused(String provider, String endpoint, String reason) {
    assertThat(refusal(key(provider, KEY, ofUser("u-7", "").setEndpoint(endpoint).build())))
        .anyMatch(problem -> problem.startsWith("endpoint " + reason));
    assertThat(stored()).isEmpty();
  }

  @Test
  void whatIsWrongWithAKeyOrItsOwnerIsNamed() {
    var own = ofUser("u-7", "").build();
    assertThat(refusal(key("openai", "sk-planted\n", own)).getFirst()).contains("printable ASCII");
    assertThat(refusal(key("openai", "sk-" + "planted".repeat(1500), own)).getFirst())
        .contains("printable ASCII");
    assertThat(refusal(key("openai", "AIza-planted", own)).getFirst())
        .startsWith("key does not look like a key of openai");
    assertThat(
            results(false, key("openai", "AIza-planted", own).toBuilder().setForce(true).build()))
        .containsExactly("imported");
    assertThat(refusal(key("ollama", KEY, own)))
        .singleElement()
        .asString()
        .startsWith("provider must be a provider");
    assertThat(refusal(key(ofUser("u-8", "").setLabel("it is " + KEY))).getFirst())
        .startsWith("label has the key in it");
    assertThat(refusal(key(ofUser("moe", ""))))
        .containsExactly(
            "subscription_tier the organization poor has the tier free, which may not bring keys of"
                + " its own. These may: pro");
  }

  @Test
  void whenItWasAddedAndHowItWasTestedComeOver() {
    var added = Instant.parse("2025-02-01T09:30:00Z");
    var own = ofUser("u-7", "").setLabel("mine").setAddedAt(OldRows.time(added));
    own.setTestedAt(OldRows.time(added.plusSeconds(60)));
    run(
        false,
        key(own.clone().setTestStatus("valid")),
        key("anthropic", "sk-ant-planted", own.clone().setTestStatus("invalid").build()));
    assertThat(stored())
        .extracting(
            ByokKey::getLabel,
            ByokKey::getTestStatus,
            key -> key.getUpdatedAt().getSeconds(),
            key -> key.getLastTested().getSeconds())
        .containsExactly(
            tuple("mine", "invalid", added.getEpochSecond(), added.getEpochSecond() + 60),
            tuple("mine", "valid", added.getEpochSecond(), added.getEpochSecond() + 60));
  }

  @ParameterizedTest
  @CsvSource({
    "valid, -1", // of a key before this one
    "valid, 100000000", // to come
    "unknown, 60",
    "'', 60",
  })
  void whatSaysNothingOfThisKeyIsNoTest(String status, long secondsAfter) {
    var added = Instant.parse("2025-02-01T09:30:00Z");
    run(
        false,
        key(
            ofUser("u-7", "")
                .setAddedAt(OldRows.time(added))
                .setTestStatus(status)
                .setTestedAt(OldRows.time(added.plusSeconds(secondsAfter)))));
    assertThat(stored())
        .extracting(ByokKey::getTestStatus, ByokKey::hasLastTested)
        .containsExactly(tuple("untested", false));
  }

  @Test
  void aTimeToComeIsNow() {
    var later = admin.now.get().plusSeconds(3600);
    run(false, key(ofUser("u-7", "").setAddedAt(OldRows.time(later))));
    assertThat(stored().getFirst().getUpdatedAt().getSeconds())
        .isEqualTo(admin.now.get().getEpochSecond());
  }

  @Test
  void whereThePlatformsKeysAreNotStoredThoseOfOthersAreTakenAllTheSame() throws Exception {
    try (var other = new TestAdmin(settings(KeySource.ENVIRONMENT))) {
      other.organization("acme", false);
      other.execute("UPDATE authz.organization SET subscription_tier = 'pro'");
      var request =
          ImportProviderKeysRequest.newBuilder()
              .setSource(SOURCE)
              .addKeys(ImportedProviderKey.newBuilder().setProvider("openai").setKey(KEY))
              .addKeys(key(ofOrganization("o-1", "acme")))
              .build();
      var outcomes = other.providerKeys().importProviderKeys(request).getOutcomesList();
      assertThat(outcomes)
          .extracting(ImportOutcome::getResult)
          .containsExactly("refused", "imported");
      assertThat(outcomes.getFirst().getProblems(0).getReason())
          .startsWith("provider_keys.source is environment");
    }
  }
}
