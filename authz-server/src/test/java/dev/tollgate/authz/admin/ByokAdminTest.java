package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.providers.ByokPolicy;
import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.OtherProviderConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.proto.admin.v1.AddByokKeyRequest;
import dev.tollgate.proto.admin.v1.ByokKey;
import dev.tollgate.proto.admin.v1.ByokProvider;
import dev.tollgate.proto.admin.v1.ByokServiceGrpc.ByokServiceBlockingStub;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.GetEncryptionRequest;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.admin.v1.ListByokKeysRequest;
import dev.tollgate.proto.admin.v1.ListByokProvidersRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.RemoveByokKeyRequest;
import dev.tollgate.proto.admin.v1.RewrapSecretsRequest;
import dev.tollgate.proto.admin.v1.TestByokKeyRequest;
import dev.tollgate.proto.admin.v1.UpdateOrganizationRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that users and organizations bring along, and the callers who have them in mind. */
final class ByokAdminTest {
  private static final Secret KEK = Secret.of("kek_" + "k".repeat(43));
  private static final Secret NEW_KEK = Secret.of("kek_" + "n".repeat(43));
  private static final String PLANTED = "sk-planted-own-secret-of-alice";

  private static HttpServer provider;
  private static TestAdmin admin;
  private static KeyReplica replica;

  @BeforeAll
  static void start() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/v1/models",
        exchange -> {
          var key = exchange.getRequestHeaders().getFirst("authorization");
          exchange.sendResponseHeaders(("Bearer " + PLANTED).equals(key) ? 200 : 401, -1);
          exchange.close();
        });
    provider.start();
    admin = new TestAdmin(settings(KEK));
    replica = new KeyReplica(admin, settings(KEK));
    for (var slug : List.of("acme", "other", "poor")) {
      admin
          .keys()
          .createOrganization(
              CreateOrganizationRequest.newBuilder()
                  .setSlug(slug)
                  .setPlan(slug.equals("poor") ? "free" : "pro")
                  .build());
    }
  }

  @AfterAll
  static void stop() {
    replica.close();
    admin.close();
    provider.stop(0);
  }

  @AfterEach
  void removeKeys() throws SQLException {
    admin.execute("DELETE FROM authz.byok_key");
    admin.execute(
        "UPDATE authz.organization SET plan = 'pro', subscription_tier = 'pro' WHERE slug ="
            + " 'acme'");
  }

  private static ProviderKeySettings settings(Secret... keks) {
    var url = "http://127.0.0.1:" + provider.getAddress().getPort() + "/v1";
    var configured =
        ProviderCatalog.of(
            new ProvidersConfig(
                new ProviderConfig(Secret.of("sk-configured"), null, url),
                new ProviderConfig(Secret.of("sk-ant-configured"), null, null),
                List.of(
                    new OtherProviderConfig("europe", null, null, url, null, null),
                    new OtherProviderConfig("our-vllm", null, null, url, null, null),
                    new OtherProviderConfig("cloudflare", null, null, null, null, null))));
    return new ProviderKeySettings(
        configured,
        KeySource.DATABASE,
        new EncryptionConfig(List.of(keks)).sealer(),
        new ByokPolicy(
            Set.of("pro", "enterprise"),
            Set.of("openai", "anthropic", "europe"),
            new ByokFee(250)));
  }

  private static AddByokKeyRequest.Builder of(String user, String organization) {
    return AddByokKeyRequest.newBuilder()
        .setUserId(user)
        .setOrganization(organization)
        .setProvider("openai")
        .setKey(PLANTED);
  }

  private static ByokKey add(AddByokKeyRequest.Builder request) {
    return admin.byok().addByokKey(request.build()).getKey();
  }

  private static List<ByokKey> list(ByokServiceBlockingStub as, String user, String organization) {
    return as.listByokKeys(
            ListByokKeysRequest.newBuilder().setUserId(user).setOrganization(organization).build())
        .getKeysList();
  }

  /** A key of a user of an organization, who is made with it. */
  private static String userKey(String user, String organization, String... permissions) {
    return admin
        .keys()
        .createUserKey(
            CreateUserKeyRequest.newBuilder()
                .setUserId(user)
                .setOrganization(organization)
                .setName("a")
                .addAllPermissions(List.of(permissions))
                .build())
        .getApiKey();
  }

  private static String organizationKey(String organization, String... permissions) {
    return admin
        .keys()
        .createOrganizationKey(
            CreateOrganizationKeyRequest.newBuilder()
                .setOrganization(organization)
                .setName("a")
                .addAllPermissions(List.of(permissions))
                .build())
        .getApiKey();
  }

  private static ByokServiceBlockingStub as(String key) {
    return admin.byok(Secret.of(key));
  }

  private static Principal known(String key) throws Exception {
    return known(replica, key);
  }

  /** As a replica knows the caller at the moment. */
  private static Principal known(KeyReplica at, String key) throws Exception {
    var answer = new CompletableFuture<Authentication>();
    at.authenticator().authenticate(key, answer::complete);
    return ((Authentication.Authenticated) answer.get()).principal();
  }

  private static void awaitOwn(String key, String expected) {
    awaitOwn(replica, key, expected);
  }

  private static void awaitOwn(KeyReplica at, String key, String expected) {
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(shown(known(at, key))).isEqualTo(expected));
  }

  /** "OWNER PROVIDER ENDPOINT SECRET" or "OWNER PROVIDER ENDPOINT STANDING" of each. */
  private static String shown(Principal caller) {
    return String.join(
        ", ",
        caller.ownKeys().stream()
            .map(own ->
                "%s %s %s %s"
                    .formatted(
                        own.owner(),
                        own.provider(),
                        own.endpoint(),
                        own.standing() == OwnKey.Standing.USABLE
                            ? requireNonNull(own.key()).text()
                            : own.standing()))
            .toList());
  }

  @Test
  void everyCallerOfTheOwnerHasANewKeyInMindWithinSecondsAndARemovedOneNoMore() throws Exception {
    var alice = userKey("alice", "acme");
    var acme = organizationKey("acme");
    var bob = userKey("bob", "other");
    assertThat(shown(known(alice)) + shown(known(acme)) + shown(known(bob))).isEmpty();
    add(of("", "acme").setKey("sk-of-the-organization"));
    awaitOwn(alice, "ORGANIZATION openai openai sk-of-the-organization");
    awaitOwn(acme, "ORGANIZATION openai openai sk-of-the-organization");
    add(of("alice", "").setEndpoint("europe"));
    awaitOwn(alice, "USER openai europe " + PLANTED);
    add(of("alice", "").setKey("sk-another-one"));
    awaitOwn(alice, "USER openai openai sk-another-one");
    assertThat(shown(known(acme))).isEqualTo("ORGANIZATION openai openai sk-of-the-organization");
    assertThat(shown(known(bob))).isEmpty();
    var remove = RemoveByokKeyRequest.newBuilder().setProvider("openai");
    var _ = admin.byok().removeByokKey(remove.clone().setUserId("alice").build());
    awaitOwn(alice, "ORGANIZATION openai openai sk-of-the-organization");
    var _ = admin.byok().removeByokKey(remove.clone().setOrganization("acme").build());
    awaitOwn(alice, "");
  }

  @Test
  void aKeyThatMayNotBeUsedStaysInTheWayOfOthers() throws Exception {
    var carol = userKey("carol", "acme");
    add(of("carol", ""));
    awaitOwn(carol, "USER openai openai " + PLANTED);
    var _ =
        admin
            .keys()
            .updateOrganization(
                UpdateOrganizationRequest.newBuilder()
                    .setOrganization("acme")
                    .setPlan("free")
                    .setSubscriptionTier("free")
                    .build());
    awaitOwn(carol, "USER openai openai NOT_ALLOWED");
    assertThat(list(admin.byok(), "carol", "").getFirst().getProblem()).contains("the tier free");
    admin.execute("UPDATE authz.organization SET subscription_tier = 'pro' WHERE slug = 'acme'");
    awaitOwn(carol, "USER openai openai " + PLANTED);
    // Moved here from another owner.
    admin.execute("UPDATE authz.byok_key SET owner_id = 'dave' WHERE owner_id = 'carol'");
    var dave = userKey("dave", "acme");
    awaitOwn(carol, "");
    awaitOwn(dave, "USER openai openai UNREADABLE");
    assertThat(list(admin.byok(), "dave", "").getFirst().getProblem()).contains("moved here");
  }

  @Test
  void aKeyIsShownWithoutBeingToldAndTestedWhereItGoes() {
    userKey("erin", "acme");
    var added = add(of("erin", "").setLabel("my own"));
    assertThat(added.getMasked()).isEqualTo("sk-p...lice");
    assertThat(added.getOrganization()).isEqualTo("acme");
    assertThat(added.getTestStatus()).isEqualTo("untested");
    assertThat(add(of("", "acme").setKey("sk-short")).getMasked()).isEqualTo("****");
    var test = TestByokKeyRequest.newBuilder().setProvider("openai");
    assertThat(admin.byok().testByokKey(test.clone().setUserId("erin").build()).getKey())
        .extracting(ByokKey::getTestStatus, ByokKey::getTestHttpStatus)
        .containsExactly("valid", 200);
    assertThat(
            admin
                .byok()
                .testByokKey(test.clone().setOrganization("acme").build())
                .getKey()
                .getTestStatus())
        .isEqualTo("invalid");
    assertThat(list(admin.byok(), "", ""))
        .extracting(ByokKey::getUserId, ByokKey::getLabel, ByokKey::getTestStatus)
        .containsExactly(tuple("erin", "my own", "valid"), tuple("", "", "invalid"));
    assertThat(add(of("erin", "")).getTestStatus()).isEqualTo("untested");
    assertThat(list(admin.byok(), "", "").toString()).doesNotContain(PLANTED);
    var events =
        admin
            .keys()
            .listAuditEvents(
                ListAuditEventsRequest.newBuilder().setSubject("user erin openai").build())
            .getEventsList();
    assertThat(events).extracting(e -> e.getAction()).containsExactly("byok.set", "byok.set");
    assertThat(events.toString()).doesNotContain(PLANTED);
    var early = failure(() -> admin.byok().testByokKey(test.clone().setUserId("erin").build()));
    assertThat(early.getStatus().getCode())
        .as("also of a key that was set anew")
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(
            failure(() ->
                    admin
                        .byok()
                        .testByokKey(test.clone().setUserId("erin").setProvider("none").build()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void whereKeysMayGoIsTold() {
    var answer = admin.byok().listByokProviders(ListByokProvidersRequest.getDefaultInstance());
    assertThat(answer.getProvidersList())
        .extracting(ByokProvider::getName, ByokProvider::getApi, ByokProvider::getKeysBeginWith)
        .containsExactly(
            tuple("anthropic", "anthropic", "sk-ant-"),
            tuple("europe", "openai", ""),
            tuple("openai", "openai", "sk-"));
    assertThat(answer.getTiersList()).containsExactly("enterprise", "pro");
  }

  @ParameterizedTest
  @CsvSource({
    "provider, unheard, sk-x, '', must be a provider of the configuration",
    "endpoint, openai, sk-x, our-vllm, must be a configured provider that takes callers",
    "endpoint, openai, sk-x, https://elsewhere.example, must be a configured provider",
    "endpoint, our-vllm, sk-x, '', must be a configured provider that takes callers",
    "endpoint, openai, sk-ant-x, anthropic, does not speak like openai",
    "provider, cloudflare, token, '', is a service and no LLM",
    "key, openai, '', '', is empty",
    "key, openai, sk-with space, '', printable ASCII",
    "key, openai, no-prefix, '', does not look like a key of openai",
  })
  void whatIsWrongIsNamed(
      String field, String provider, String key, String endpoint, String problem) {
    userKey("frank", "acme");
    var error =
        failure(() -> add(of("frank", "").setProvider(provider).setKey(key).setEndpoint(endpoint)));
    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(GrpcErrors.fieldProblemsOf(error).get(field)).contains(problem);
  }

  @Test
  void keysThatAreNoneAreRefusedWithoutBeingRepeated() {
    userKey("frank", "acme");
    for (var key : List.of("sk-x\ny", "sk-" + "x".repeat(10_000))) {
      var error = failure(() -> add(of("frank", "").setKey(key)));
      assertThat(error.getMessage()).contains("printable ASCII").doesNotContain("x".repeat(20));
    }
    assertThat(failure(() -> add(of("frank", "").setLabel("it is " + PLANTED))).getMessage())
        .contains("label")
        .doesNotContain(PLANTED);
    assertThat(add(of("frank", "").setKey("odd-but-mine").setForce(true)).getMasked())
        .isEqualTo("****");
  }

  @Test
  void aTierThatMayNotAddsNoneAndMayRemove() throws Exception {
    userKey("grace", "poor");
    for (var owner : List.of(of("grace", ""), of("", "poor"))) {
      var error = failure(() -> add(owner));
      assertThat(error.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(error.getMessage()).contains("tier free").contains("enterprise, pro");
    }
  }

  @Test
  void everybodyManagesOnesOwnAndAnAdministratorTheOrganizations() {
    var alone = userKey("heidi", "acme", "byok:manage");
    var plain = userKey("ivan", "acme");
    var boss = organizationKey("acme", "admin:*");
    var stranger = organizationKey("other", "admin:*");
    assertThat(code(() -> list(as(plain), "", ""))).isEqualTo(Code.PERMISSION_DENIED);
    var own = as(alone).addByokKey(of("", "").build()).getKey();
    assertThat(own.getUserId()).isEqualTo("heidi");
    assertThat(code(() -> as(alone).addByokKey(of("ivan", "").build())))
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(code(() -> as(alone).addByokKey(of("", "acme").build())))
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(
            code(() ->
                admin
                    .keys(Secret.of(alone))
                    .listUserKeys(ListUserKeysRequest.getDefaultInstance())))
        .isEqualTo(Code.PERMISSION_DENIED);
    var _ = as(boss).addByokKey(of("ivan", "").build());
    var _ = as(boss).addByokKey(of("", "").build());
    assertThat(list(as(boss), "", ""))
        .extracting(ByokKey::getUserId)
        .containsExactly("heidi", "ivan", "");
    assertThat(list(as(alone), "", "")).containsExactly(own);
    assertThat(list(as(stranger), "", "")).isEmpty();
    assertThat(code(() -> list(as(stranger), "heidi", ""))).isEqualTo(Code.NOT_FOUND);
    assertThat(code(() -> as(stranger).addByokKey(of("", "acme").build())))
        .isEqualTo(Code.NOT_FOUND);
    assertThat(code(() -> add(of("", "")))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(() -> add(of("heidi", "acme")))).isEqualTo(Code.INVALID_ARGUMENT);
  }

  private static Code code(ThrowingCallable call) {
    return failure(call).getStatus().getCode();
  }

  @Test
  void ofTwoKeysAtTheSameMomentOneCountsWhole() throws Exception {
    var judy = userKey("judy", "acme");
    var keys = IntStream.range(0, 8).mapToObj(i -> "sk-racing-key-number-" + i).toList();
    try (var threads = Executors.newFixedThreadPool(keys.size())) {
      var calls =
          keys.stream()
              .map(key ->
                  (Callable<ByokKey>)
                      () -> add(of("judy", "").setKey(key).setLabel(key.substring(3))))
              .toList();
      for (var call : threads.invokeAll(calls)) {
        assertThat(call.get().getUserId()).isEqualTo("judy");
      }
    }
    var kept = list(admin.byok(), "judy", "").getFirst();
    awaitOwn(judy, "USER openai openai sk-" + kept.getLabel());
  }

  @Test
  void theKeyEncryptionKeyIsReplacedWhileTheKeysStayInUse() throws Exception {
    var mallory = userKey("mallory", "acme");
    add(of("mallory", ""));
    awaitOwn(mallory, "USER openai openai " + PLANTED);
    var rewrapped =
        new EncryptionAdmin(
                new JdbcSealedKeys(admin.pool()), settings(NEW_KEK, KEK).sealer(), admin.now::get)
            .rewrap(
                new Caller("root", "", null, Set.of(), ""),
                RewrapSecretsRequest.getDefaultInstance());
    assertThat(rewrapped.getRewrapped()).isEqualTo(1);
    assertThat(rewrapped.getRemaining()).isZero();
    // What only was sealed anew asks nobody to read it again.
    assertThat(shown(known(mallory))).isEqualTo("USER openai openai " + PLANTED);
    var unreadable =
        admin
            .providerKeys()
            .getEncryption(GetEncryptionRequest.getDefaultInstance())
            .getUnreadableList();
    assertThat(unreadable).hasSize(1);
    assertThat(unreadable.getFirst()).contains("user mallory").contains("openai");
    try (var after = new KeyReplica(admin, settings(NEW_KEK))) {
      awaitOwn(after, mallory, "USER openai openai " + PLANTED);
    }
  }
}
