package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeysRequest;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.SetUserStatusRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys of the platform in an organization that has an administrator of its own. */
final class PlatformKeysTest extends KeysOfTwoOrganizations {
  private AdminServiceBlockingStub acme = admin.anonymous();
  private AdminServiceBlockingStub root = admin.anonymous();
  private String rootKey = "";

  PlatformKeysTest() throws IOException {}

  @BeforeEach
  void administrators() {
    acme = admin.keys(Secret.of(key("ann", "admin:*").getApiKey()));
    var made = key("root", "platform:*");
    root = admin.keys(Secret.of(made.getApiKey()));
    rootKey = made.getKey().getKeyId();
  }

  private CreateUserKeyResponse key(String user, String permission) {
    var request = newUserKey(RESTRICTIONS_NONE, permission).toBuilder().setUserId(user).build();
    return admin.keys().createUserKey(request);
  }

  @Test
  void thePlatformAloneEndsThem() {
    var request = request("acme", RESTRICTIONS_NONE).toBuilder().addPermissions("platform:*");
    var old = root.createOrganizationKey(request.build()).getKey().getKeyId();
    var successor =
        root.rotateKey(RotateKeyRequest.newBuilder().setKeyId(old).build())
            .getKey()
            .getOrganizationKey()
            .getKeyId();
    for (var call :
        List.<ThrowingCallable>of(
            () -> acme.revokeUserKey(revocation(rootKey)),
            () -> acme.revokeUserKeys(allOf("root")),
            () -> acme.setUserStatus(suspension("root")),
            () -> acme.revokeOrganizationKey(ofOrganization(successor)),
            () -> acme.revokeOrganizationKey(ofOrganization(old)),
            () -> acme.closeKey(CloseKeyRequest.newBuilder().setKeyId(old).build()))) {
      var failure = TestAdmin.failure(call);
      assertThat(failure.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(failure).hasMessageContaining("platform:*");
    }
    assertThat(
            root.listOrganizationKeys(ListOrganizationKeysRequest.getDefaultInstance())
                .getKeysList())
        .hasSize(2)
        .allMatch(OrganizationKey::getIsActive);
    root.revokeOrganizationKey(ofOrganization(successor));
    assertThat(root.revokeUserKeys(allOf("root")).getRevoked()).isEqualTo(1);
  }

  @Test
  void whoseLastOneIsRevokedIsLikeAnyOtherUser() {
    root.revokeUserKey(revocation(rootKey));
    var user = acme.setUserStatus(suspension("root")).getUser();
    assertThat(user.getStatus()).isEqualTo("suspended");
  }

  @Test
  void anAdministratorEndsWhatItCouldNotGive() {
    var wide =
        root.createUserKey(newUserKey(RESTRICTIONS_NONE, "*").toBuilder().setUserId("wes").build());
    var revoked = acme.revokeUserKey(revocation(wide.getKey().getKeyId())).getKey();
    assertThat(revoked.getStatus()).isEqualTo("revoked");
  }

  private static RevokeUserKeyRequest revocation(String keyId) {
    return RevokeUserKeyRequest.newBuilder().setKeyId(keyId).build();
  }

  private static RevokeOrganizationKeyRequest ofOrganization(String keyId) {
    return RevokeOrganizationKeyRequest.newBuilder().setKeyId(keyId).build();
  }

  private static RevokeUserKeysRequest allOf(String user) {
    return RevokeUserKeysRequest.newBuilder().setUserId(user).build();
  }

  private static SetUserStatusRequest suspension(String user) {
    return SetUserStatusRequest.newBuilder().setUserId(user).setStatus("suspended").build();
  }
}
