package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.UserKey;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindrot.jbcrypt.BCrypt;

final class UserKeyAdminTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static CreateUserKeyRequest.Builder request(String user) {
    return CreateUserKeyRequest.newBuilder().setUserId(user).setName("laptop");
  }

  private static CreateUserKeyResponse create(String user) {
    return admin.keys().createUserKey(request(user).build());
  }

  private static List<UserKey> list(String user) {
    return admin.keys().listUserKeys(page(user, 0, "")).getKeysList();
  }

  private static ListUserKeysRequest page(String user, int size, String token) {
    return ListUserKeysRequest.newBuilder()
        .setUserId(user)
        .setPageSize(size)
        .setPageToken(token)
        .build();
  }

  @Test
  void aKeyIsShownOnceAndOnlyItsHashesAreKept() throws Exception {
    var created = create("alice@example.org");
    var key = created.getApiKey();
    assertThat(key).matches("uc_[0-9a-f]{64}");
    assertThat(created.getKey().getKeyPrefix()).isEqualTo(key.substring(0, 7));
    assertThat(created.getKey().getPermissionsList())
        .containsExactly("llm:inference", "llm:models");
    assertThat(created.getKey().getIsActive()).isTrue();
    long created90 =
        created.getKey().getCreatedAt().getSeconds() + DAY.multipliedBy(90).toSeconds();
    assertThat(created.getKey().getExpiresAt().getSeconds()).isEqualTo(created90);
    assertThat(list("alice@example.org")).containsExactly(created.getKey());
    var rows = admin.query("SELECT api_key::text FROM authz.api_key");
    assertThat(rows).noneMatch(row -> row.contains(key.substring(7)));
    var where = " FROM authz.api_key WHERE key_id = '" + created.getKey().getKeyId() + "'";
    assertThat(BCrypt.checkpw(key, admin.query("SELECT hash_of_record" + where).getFirst()))
        .isTrue();
    // A digest that anyone could compute would let a stolen table be searched for known keys.
    assertThat(admin.query("SELECT digest <> sha256('" + key + "')" + where)).containsExactly("t");
  }

  @Test
  void everyProblemOfANewKeyIsNamedAtOnce() {
    var bad =
        CreateUserKeyRequest.newBuilder()
            .setUserId("a\nb")
            .setName("n".repeat(101))
            .setExpiresInDays(366)
            .addPermissions("llm:everything");
    var error = failure(() -> admin.keys().createUserKey(bad.build()));
    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(GrpcErrors.fieldProblemsOf(error))
        .containsOnlyKeys("user_id", "name", "expires_in_days", "permissions")
        .allSatisfy((field, problem) -> assertThat(problem).startsWith("must "));
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "1, true", "365, true", "366, false"})
  void aKeyLivesFromOneDayToAYear(int days, boolean possible) {
    var request = request("days").setExpiresInDays(days).build();
    if (possible) {
      var key = admin.keys().createUserKey(request).getKey();
      assertThat(key.getExpiresAt().getSeconds() - key.getCreatedAt().getSeconds())
          .isEqualTo(DAY.multipliedBy(days).toSeconds());
    } else {
      assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().createUserKey(request))))
          .containsOnlyKeys("expires_in_days");
    }
  }

  @Test
  void anOrganizationMustExistAndBeTheUsersOwn() throws Exception {
    var unknown = request("bob").setOrganization("nowhere").build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().createUserKey(unknown))))
        .containsOnlyKeys("organization");
    assertThat(admin.query("SELECT id FROM authz.app_user WHERE id = 'bob'")).isEmpty();
    create("bob");
    var again = request("bob").setOrganization("default").build();
    assertThat(admin.keys().createUserKey(again).getKey().getOrganizationId())
        .isEqualTo("org_default");
  }

  @Test
  void aRevokedKeyStaysListedAndRevokingItAgainChangesNothing() throws Exception {
    var id = create("carol").getKey().getKeyId();
    var revoke = RevokeUserKeyRequest.newBuilder().setKeyId(id).setReason("lost").build();
    var revoked = admin.keys().revokeUserKey(revoke).getKey();
    assertThat(revoked.getStatus()).isEqualTo("revoked");
    assertThat(revoked.getIsActive()).isFalse();
    var at = "SELECT revoked_at::text || revoked_reason FROM authz.api_key WHERE key_id = '" + id;
    var before = admin.query(at + "'");
    admin.now.updateAndGet(now -> now.plus(DAY));
    assertThat(admin.keys().revokeUserKey(revoke.toBuilder().setReason("again").build()).getKey())
        .isEqualTo(revoked);
    assertThat(admin.query(at + "'")).isEqualTo(before).hasSize(1);
    assertThat(list("carol")).containsExactly(revoked);
    assertThat(admin.query("SELECT action FROM authz.audit_event WHERE subject = '" + id + "'"))
        .containsExactly("key.created", "key.revoked");
  }

  @Test
  void aKeyThatDoesNotExistCannotBeRevoked() {
    var unknown = RevokeUserKeyRequest.newBuilder().setKeyId("key_unknown").build();
    assertThat(failure(() -> admin.keys().revokeUserKey(unknown)).getStatus().getCode())
        .isEqualTo(Code.NOT_FOUND);
    var bad = RevokeUserKeyRequest.newBuilder().setReason("r".repeat(256)).build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().revokeUserKey(bad))))
        .containsOnlyKeys("key_id", "reason");
  }

  @Test
  void anExpiredKeySaysSo() {
    create("dave");
    admin.now.updateAndGet(now -> now.plus(DAY.multipliedBy(90)));
    assertThat(list("dave")).extracting(UserKey::getStatus).containsExactly("expired");
  }

  @Test
  void aListIsReadPageByPageNewestFirst() {
    var roomy = CreateOrganizationRequest.newBuilder().setSlug("roomy").setPlan("pro").build();
    admin.keys().createOrganization(roomy);
    for (int i = 0; i < 5; i++) {
      admin.now.updateAndGet(now -> now.plusSeconds(1));
      admin.keys().createUserKey(request("erin").setOrganization("roomy").build());
    }
    var all = list("erin");
    assertThat(all).hasSize(5);
    assertThat(all)
        .isSortedAccordingTo(
            (a, b) -> Long.compare(b.getCreatedAt().getSeconds(), a.getCreatedAt().getSeconds()));
    var first = admin.keys().listUserKeys(page("erin", 3, ""));
    var second = admin.keys().listUserKeys(page("erin", 3, first.getNextPageToken()));
    assertThat(first.getKeysList()).isEqualTo(all.subList(0, 3));
    assertThat(second.getKeysList()).isEqualTo(all.subList(3, 5));
    assertThat(second.getNextPageToken()).isEmpty();
    assertThat(admin.keys().listUserKeys(page("", 0, "")).getKeysList()).containsAll(all);
  }

  @Test
  void aPageThatCannotBeIsNamed() {
    for (int size : new int[] {-1, 1_001}) {
      var error = failure(() -> admin.keys().listUserKeys(page("", size, "")));
      assertThat(GrpcErrors.fieldProblemsOf(error)).containsOnlyKeys("page_size");
    }
    var error = failure(() -> admin.keys().listUserKeys(page("", 0, "key_unknown")));
    assertThat(GrpcErrors.fieldProblemsOf(error)).containsOnlyKeys("page_token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ledger-admin-token", "pk_admin_wrong", ""})
  void anotherCredentialIsRefused(String credential) {
    var keys = credential.isEmpty() ? admin.anonymous() : admin.keys(Secret.of(credential));
    for (var call :
        Set.<ThrowingCallable>of(
            () -> keys.createUserKey(request("mallory").build()),
            () -> keys.listUserKeys(page("", 0, "")),
            () -> keys.revokeUserKey(RevokeUserKeyRequest.getDefaultInstance()))) {
      assertThat(failure(call).getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
    }
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}
