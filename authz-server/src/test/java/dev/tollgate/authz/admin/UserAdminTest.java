package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeysRequest;
import dev.tollgate.proto.admin.v1.SetUserStatusRequest;
import dev.tollgate.proto.admin.v1.UserKey;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class UserAdminTest {
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin();
    for (var slug : new String[] {"acme", "rival"}) {
      admin.keys().createOrganization(CreateOrganizationRequest.newBuilder().setSlug(slug).build());
    }
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static CreateUserKeyResponse key(String user, String slug, String... permissions) {
    var request =
        CreateUserKeyRequest.newBuilder().setUserId(user).setOrganization(slug).setName("k");
    for (var permission : permissions) {
      request.addPermissions(permission);
    }
    return admin.keys().createUserKey(request.build());
  }

  private static SetUserStatusRequest status(String user, String status) {
    return SetUserStatusRequest.newBuilder().setUserId(user).setStatus(status).build();
  }

  private static RevokeUserKeysRequest all(String user) {
    return RevokeUserKeysRequest.newBuilder().setUserId(user).setReason("left").build();
  }

  private static Code refused(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call).getStatus().getCode();
  }

  @Test
  void aUserIsSuspendedResumedAndClosedForGood() throws Exception {
    key("sue", "acme");
    for (var status : new String[] {"suspended", "suspended", "active", "closed", "closed"}) {
      assertThat(admin.keys().setUserStatus(status("sue", status)).getUser().getStatus())
          .isEqualTo(status);
    }
    assertThat(refused(() -> admin.keys().setUserStatus(status("sue", "active"))))
        .isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refused(() -> admin.keys().setUserStatus(status("nobody", "active"))))
        .isEqualTo(Code.NOT_FOUND);
    assertThat(
            admin.query(
                "SELECT action FROM authz.audit_event WHERE subject = 'sue' AND action LIKE"
                    + " 'user.%' ORDER BY id"))
        .containsExactly("user.suspended", "user.active", "user.closed");
    assertThat(admin.query("SELECT kind FROM authz.change_log WHERE subject = 'sue'")).hasSize(3);
  }

  @Test
  void allKeysOfAUserAreRevokedAndOfNobodyElse() {
    key("ria", "acme");
    key("ria", "acme");
    var other = key("rob", "acme").getKey();
    assertThat(admin.keys().revokeUserKeys(all("ria")).getRevoked()).isEqualTo(2);
    assertThat(admin.keys().revokeUserKeys(all("ria")).getRevoked()).isZero();
    var keys = ListUserKeysRequest.newBuilder().setUserId("ria").build();
    assertThat(admin.keys().listUserKeys(keys).getKeysList())
        .extracting(UserKey::getStatus)
        .containsExactly("revoked", "revoked");
    assertThat(admin.keys().listUserKeys(ListUserKeysRequest.getDefaultInstance()).getKeysList())
        .filteredOn(key -> key.getKeyId().equals(other.getKeyId()))
        .extracting(UserKey::getStatus)
        .containsExactly("active");
    assertThat(refused(() -> admin.keys().revokeUserKeys(all("nobody")))).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void anOrganizationsAdministratorReachesItsOwnUsersAlone() {
    var acme = admin.keys(Secret.of(key("ann", "acme", "admin:*").getApiKey()));
    key("own", "acme");
    key("foreign", "rival");
    assertThat(acme.setUserStatus(status("own", "suspended")).getUser().getStatus())
        .isEqualTo("suspended");
    assertThat(acme.revokeUserKeys(all("own")).getRevoked()).isOne();
    assertThat(refused(() -> acme.setUserStatus(status("foreign", "suspended"))))
        .isEqualTo(Code.NOT_FOUND);
    assertThat(refused(() -> acme.revokeUserKeys(all("foreign")))).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    var bad =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> admin.keys().setUserStatus(status("", "gone")));
    assertThat(GrpcErrors.fieldProblemsOf(bad)).containsOnlyKeys("user_id", "status");
  }
}
