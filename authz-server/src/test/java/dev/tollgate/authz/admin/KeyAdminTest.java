package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.Names;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.RotateKeyResponse;
import dev.tollgate.proto.admin.v1.UpdateKeyRequest;
import dev.tollgate.proto.admin.v1.UserKey;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are restricted and rotated, whatever their family. */
final class KeyAdminTest {
  private static final java.time.Duration DAY = java.time.Duration.ofDays(1);
  private static final KeyRestrictions RESTRICTIONS_NONE = KeyRestrictions.getDefaultInstance();
  private static final KeyRestrictions RESTRICTIONS =
      KeyRestrictions.newBuilder()
          .setAllowedModels(names("gpt-4o*", "o3"))
          .setAllowedIps(names("10.0.0.0/8", "192.0.2.7/32", "2001:db8::1/128"))
          .setRequestCostMaxNanocredits(1)
          .build();

  private final TestAdmin admin = new TestAdmin();

  KeyAdminTest() throws IOException {}

  @BeforeEach
  void organizations() {
    for (boolean service : new boolean[] {false, true}) {
      admin
          .keys()
          .createOrganization(
              CreateOrganizationRequest.newBuilder()
                  .setSlug(service ? "bots" : "acme")
                  .setIsServiceAccount(service)
                  .setPlan("pro")
                  .build());
    }
  }

  @AfterEach
  void close() {
    admin.close();
  }

  private static Names names(String... names) {
    return Names.newBuilder().addAllNames(List.of(names)).build();
  }

  private UserKey userKey(KeyRestrictions restrictions, String... permissions) {
    return admin.keys().createUserKey(newUserKey(restrictions, permissions)).getKey();
  }

  private static CreateUserKeyRequest newUserKey(
      KeyRestrictions restrictions, String... permissions) {
    return CreateUserKeyRequest.newBuilder()
        .setUserId("alice")
        .setName("laptop")
        .setOrganization("acme")
        .setExpiresInDays(30)
        .setRestrictions(restrictions)
        .addAllPermissions(List.of(permissions))
        .build();
  }

  private OrganizationKey organizationKey(String slug, KeyRestrictions restrictions) {
    return admin.keys().createOrganizationKey(request(slug, restrictions)).getKey();
  }

  private static CreateOrganizationKeyRequest request(String slug, KeyRestrictions restrictions) {
    return CreateOrganizationKeyRequest.newBuilder()
        .setOrganization(slug)
        .setName("ci")
        .setDescription("builds")
        .setEnvironment(slug.equals("acme") ? "test" : "")
        .setRestrictions(restrictions)
        .build();
  }

  private RotateKeyResponse rotate(String keyId) {
    return admin.keys().rotateKey(RotateKeyRequest.newBuilder().setKeyId(keyId).build());
  }

  private UserKey listed(String keyId) {
    return admin
        .keys()
        .listUserKeys(ListUserKeysRequest.getDefaultInstance())
        .getKeysList()
        .stream()
        .filter(key -> key.getKeyId().equals(keyId))
        .findFirst()
        .orElseThrow();
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).isNotNull();
    return error;
  }

  @Test
  void restrictionsAreStoredAndShownForBothKindsOfKeys() {
    var bare =
        RESTRICTIONS.toBuilder()
            .setAllowedIps(names("10.1.2.3/8", "192.0.2.7", "2001:DB8::1"))
            .build();
    assertThat(listed(userKey(bare).getKeyId()).getRestrictions()).isEqualTo(RESTRICTIONS);
    var key = organizationKey("acme", bare);
    assertThat(key.getRestrictions()).isEqualTo(RESTRICTIONS);
    assertThat(key.getEnvironment()).isEqualTo("test");
    var all = admin.keys().listOrganizationKeys(ListOrganizationKeysRequest.getDefaultInstance());
    assertThat(all.getKeysList()).containsExactly(key);
    var none = KeyRestrictions.newBuilder().setAllowedModels(names()).setAllowedIps(names());
    assertThat(organizationKey("acme", none.build()).getRestrictions()).isEqualTo(none.build());
  }

  @Test
  void whatCannotRestrictIsNamed() {
    var bad =
        KeyRestrictions.newBuilder()
            .setAllowedModels(names("gpt 4"))
            .setAllowedIps(names("10.0.0.0/8", "example.com"))
            .setRequestCostMaxNanocredits(-1)
            .build();
    var key = userKey(RESTRICTIONS_NONE);
    var update =
        UpdateKeyRequest.newBuilder().setKeyId(key.getKeyId()).setRestrictions(bad).build();
    var create = CreateUserKeyRequest.newBuilder().setUserId("a").setName("b").setRestrictions(bad);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> admin.keys().createUserKey(create.build()),
            () -> organizationKey("acme", bad),
            () -> admin.keys().updateKey(update))) {
      assertThat(GrpcErrors.fieldProblemsOf(failure(call)))
          .containsKeys("allowed_models", "allowed_ips", "request_cost_max_nanocredits")
          .allSatisfy((field, problem) -> assertThat(problem).startsWith("must "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::1%eth0", "10.0.0.1/33", "10.1", "", "10.0.0.1 ", "::/129"})
  void whatIsNoNetworkIsNamed(String network) {
    var bad = KeyRestrictions.newBuilder().setAllowedIps(names(network)).build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> userKey(bad))))
        .containsOnlyKeys("allowed_ips")
        .allSatisfy((field, problem) -> assertThat(problem).startsWith("must "));
  }

  @Test
  void anUpdateChangesWhatItNamesAndTravelsToReplicas() throws Exception {
    var id = userKey(RESTRICTIONS).getKeyId();
    var lift =
        UpdateKeyRequest.newBuilder()
            .setKeyId(id)
            .setRestrictions(KeyRestrictions.newBuilder().setRequestCostMaxNanocredits(7))
            .setUpdateMask(
                FieldMask.newBuilder()
                    .addPaths("allowed_ips")
                    .addPaths("request_cost_max_nanocredits"))
            .build();
    var updated = admin.keys().updateKey(lift).getKey().getUserKey();
    assertThat(updated.getRestrictions())
        .isEqualTo(
            RESTRICTIONS.toBuilder().clearAllowedIps().setRequestCostMaxNanocredits(7).build());
    assertThat(listed(id)).isEqualTo(updated);
    assertThat(admin.query("SELECT kind FROM authz.change_log WHERE subject = '" + id + "'"))
        .containsExactly("key");
    assertThat(admin.query("SELECT action FROM authz.audit_event WHERE subject = '" + id + "'"))
        .containsExactly("key.created", "key.updated");
  }

  @Test
  void anImportedServicesKeyKeepsANetworkListUntilItIsRotated() throws Exception {
    var id = organizationKey("bots", RESTRICTIONS).getKeyId();
    admin.execute("UPDATE authz.api_key SET origin = 'imported'");
    var lift =
        UpdateKeyRequest.newBuilder()
            .setKeyId(id)
            .setUpdateMask(FieldMask.newBuilder().addPaths("allowed_ips"));
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().updateKey(lift.build()))))
        .containsOnlyKeys("allowed_ips");
    var other = KeyRestrictions.newBuilder().setAllowedIps(names("10.9.0.0/16"));
    var changed = admin.keys().updateKey(lift.clone().setRestrictions(other).build());
    assertThat(changed.getKey().getOrganizationKey().getRestrictions().getAllowedIps())
        .isEqualTo(names("10.9.0.0/16"));
    lift.setKeyId(rotate(id).getKey().getOrganizationKey().getKeyId());
    assertThat(admin.keys().updateKey(lift.build()).hasKey()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "name", "permissions"})
  void anUpdateOfSomethingElseIsNamed(String path) {
    var request = UpdateKeyRequest.newBuilder().setKeyId(userKey(RESTRICTIONS).getKeyId());
    if (!path.isEmpty()) {
      request.setUpdateMask(FieldMask.newBuilder().addPaths(path));
    }
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().updateKey(request.build()))))
        .containsOnlyKeys("update_mask");
  }

  @Test
  void aUsersKeyIsReplacedByOneLikeIt() throws Exception {
    var old = userKey(RESTRICTIONS, "llm:inference");
    admin.now.updateAndGet(now -> now.plus(DAY));
    var rotated = rotate(old.getKeyId());
    var key = rotated.getKey().getUserKey();
    assertThat(rotated.getApiKey()).matches("uc_[0-9a-f]{64}");
    assertThat(key.getKeyName()).isEqualTo("laptop");
    assertThat(key.getUserId()).isEqualTo("alice");
    assertThat(key.getPermissionsList()).containsExactly("llm:inference");
    assertThat(key.getRestrictions()).isEqualTo(RESTRICTIONS);
    assertThat(key.getExpiresAt().getSeconds() - key.getCreatedAt().getSeconds())
        .isEqualTo(DAY.multipliedBy(30).toSeconds());
    var replaced = rotated.getReplaced().getUserKey();
    assertThat(replaced.getReplacedBy()).isEqualTo(key.getKeyId());
    assertThat(replaced.getStatus()).isEqualTo("active");
    assertThat(replaced.getOverlapEndsAt().getSeconds() - key.getCreatedAt().getSeconds())
        .isEqualTo(DAY.multipliedBy(7).toSeconds());
    assertThat(listed(old.getKeyId())).isEqualTo(replaced);
    admin.now.updateAndGet(now -> now.plus(DAY.multipliedBy(7)));
    assertThat(listed(old.getKeyId()).getStatus()).isEqualTo("replaced");
    var subject = "SELECT action FROM authz.audit_event WHERE subject = '";
    assertThat(admin.query(subject + old.getKeyId() + "'"))
        .containsExactly("key.created", "key.rotated");
    assertThat(admin.query(subject + key.getKeyId() + "'")).containsExactly("key.created");
  }

  @ParameterizedTest
  @CsvSource({"acme, pk_test_, test", "bots, sk-bots-, ''"})
  void anOrganizationsKeyIsReplacedByOneLikeIt(String slug, String beginning, String environment)
      throws Exception {
    var old = organizationKey(slug, RESTRICTIONS);
    admin.execute("UPDATE authz.api_key SET rate_limit_per_minute = 3, monthly_request_limit = 4");
    var rotated = rotate(old.getKeyId());
    var key = rotated.getKey().getOrganizationKey();
    assertThat(rotated.getApiKey()).startsWith(beginning);
    assertThat(key)
        .isEqualTo(
            old.toBuilder()
                .setKeyId(key.getKeyId())
                .setPrefix(key.getPrefix())
                .setHint(rotated.getApiKey().substring(rotated.getApiKey().length() - 4))
                .build());
    assertThat(key.getEnvironment()).isEqualTo(environment);
    assertThat(key.hasExpiresAt()).isFalse();
    var limits = "SELECT rate_limit_per_minute || '/' || monthly_request_limit FROM authz.api_key";
    assertThat(admin.query(limits)).containsExactly("3/4", "3/4");
  }

  @Test
  void oneOfTwoRotationsAtOnceSucceeds() throws Exception {
    var id = organizationKey("acme", RESTRICTIONS).getKeyId();
    var both =
        List.of(
            CompletableFuture.supplyAsync(() -> rotate(id)),
            CompletableFuture.supplyAsync(() -> rotate(id)));
    int done = 0;
    for (var one : both) {
      var error = one.handle((answer, failure) -> failure).get();
      if (error == null) {
        done++;
      } else {
        assertThat(error)
            .hasRootCauseInstanceOf(StatusRuntimeException.class)
            .hasMessageContaining("FAILED_PRECONDITION");
      }
    }
    assertThat(done).isEqualTo(1);
    assertThat(admin.query("SELECT key_id FROM authz.api_key")).hasSize(2);
  }

  @Test
  void aKeyThatIsReplacedDoesNotCountTowardsTheLimitAndRotatingMakesNoThirdOne() {
    admin
        .keys()
        .createOrganization(
            CreateOrganizationRequest.newBuilder().setSlug("one").setMaxApiKeys(1).build());
    var old = organizationKey("one", RESTRICTIONS_NONE).getKeyId();
    var key = rotate(old).getKey().getOrganizationKey().getKeyId();
    assertThat(failure(() -> organizationKey("one", RESTRICTIONS)).getStatus().getCode())
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(failure(() -> rotate(key)))
        .hasMessageContainingAll("FAILED_PRECONDITION", old, "close it");
    assertThat(failure(() -> rotate(old))).hasMessageContainingAll("has been rotated", key);
    var closed = admin.keys().closeKey(CloseKeyRequest.newBuilder().setKeyId(old).build());
    assertThat(closed.getKey().getOrganizationKey().getStatus()).isEqualTo("replaced");
    assertThat(admin.keys().closeKey(CloseKeyRequest.newBuilder().setKeyId(old).build()))
        .isEqualTo(closed);
    assertThat(
            failure(
                () -> admin.keys().closeKey(CloseKeyRequest.newBuilder().setKeyId(key).build())))
        .hasMessageContainingAll("FAILED_PRECONDITION", "revoke it");
    assertThat(rotate(key).getReplaced().getOrganizationKey().getKeyId()).isEqualTo(key);
  }

  @Test
  void aKeyThatIsNotActiveCannotBeRotated() {
    var expired = userKey(RESTRICTIONS).getKeyId();
    admin.now.updateAndGet(now -> now.plus(DAY.multipliedBy(30)));
    assertThat(failure(() -> rotate(expired))).hasMessageContaining("is expired");
    assertThat(failure(() -> rotate("key_unknown")).getStatus().getCode())
        .isEqualTo(Code.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, true", "2592000, true", "2592001, false"})
  void anOverlapHasAtMostThirtyDays(long seconds, boolean possible) {
    var request =
        RotateKeyRequest.newBuilder()
            .setKeyId(organizationKey("acme", RESTRICTIONS).getKeyId())
            .setOverlap(Duration.newBuilder().setSeconds(seconds))
            .build();
    if (possible) {
      var old = admin.keys().rotateKey(request).getReplaced().getOrganizationKey();
      assertThat(old.getStatus()).isEqualTo(seconds == 0 ? "replaced" : "active");
    } else {
      assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().rotateKey(request))))
          .containsOnlyKeys("overlap");
    }
  }

  @Test
  void nobodyGetsTheSuccessorOfAKeyThatMayMoreNorOfAnotherOrganizations() {
    var foreign = organizationKey("bots", RESTRICTIONS).getKeyId();
    var platformKey = admin.keys().createUserKey(newUserKey(RESTRICTIONS_NONE, "platform:*"));
    var platform = platformKey.getKey().getKeyId();
    var mine =
        admin
            .keys(Secret.of(platformKey.getApiKey()))
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId("admin")
                    .setName("admin")
                    .setOrganization("acme")
                    .addPermissions("admin:*")
                    .build());
    var keys = admin.keys(Secret.of(mine.getApiKey()));
    var rotate = RotateKeyRequest.newBuilder();
    assertThat(failure(() -> keys.rotateKey(rotate.setKeyId(platform).build())))
        .hasMessageContainingAll("PERMISSION_DENIED", "platform:*");
    var update =
        UpdateKeyRequest.newBuilder()
            .setKeyId(platform)
            .setUpdateMask(FieldMask.newBuilder().addPaths("allowed_ips"))
            .build();
    assertThat(failure(() -> keys.updateKey(update)).getStatus().getCode())
        .isEqualTo(Code.PERMISSION_DENIED);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> keys.rotateKey(rotate.setKeyId(foreign).build()),
            () -> keys.updateKey(update.toBuilder().setKeyId(foreign).build()),
            () -> keys.closeKey(CloseKeyRequest.newBuilder().setKeyId(foreign).build()))) {
      assertThat(failure(call).getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    }
    assertThat(keys.rotateKey(rotate.setKeyId(mine.getKey().getKeyId()).build()).getApiKey())
        .startsWith("uc_");
  }
}
