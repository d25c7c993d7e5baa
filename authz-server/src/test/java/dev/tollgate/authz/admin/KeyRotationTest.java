package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.UpdateKeyRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys are rotated, whatever their family. */
final class KeyRotationTest extends KeysOfTwoOrganizations {
  private static final java.time.Duration DAY = java.time.Duration.ofDays(1);

  KeyRotationTest() throws IOException {}

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
