package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationsRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.Organization;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.PutPlanRequest;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import dev.tollgate.proto.admin.v1.UserKey;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may call the admin service, and what each sees. */
final class CallersTest {
  private final TestAdmin admin = new TestAdmin();
  private AdminServiceBlockingStub acme = admin.anonymous();

  CallersTest() throws IOException {}

  @BeforeEach
  void twoOrganizations() {
    for (var slug : new String[] {"acme", "rival"}) {
      admin
          .keys()
          .createOrganization(
              CreateOrganizationRequest.newBuilder().setSlug(slug).setPlan("pro").build());
    }
    acme = admin.keys(Secret.of(key("ann", "acme", "admin:*").getApiKey()));
  }

  @AfterEach
  void close() {
    admin.close();
  }

  private CreateUserKeyResponse key(String user, String slug, String... permissions) {
    return admin.keys().createUserKey(request(user, slug, permissions));
  }

  private static CreateUserKeyRequest request(String user, String slug, String... permissions) {
    return CreateUserKeyRequest.newBuilder()
        .setUserId(user)
        .setOrganization(slug)
        .setName("k")
        .addAllPermissions(List.of(permissions))
        .build();
  }

  private OrganizationKey organizationKey(AdminServiceBlockingStub caller, String slug) {
    return caller
        .createOrganizationKey(
            CreateOrganizationKeyRequest.newBuilder().setOrganization(slug).setName("k").build())
        .getKey();
  }

  private static StatusRuntimeException refused(Code code, ThrowingCallable call) {
    var failure = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(failure).as("refused").isNotNull();
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    return failure;
  }

  private static ListUserKeysRequest all() {
    return ListUserKeysRequest.getDefaultInstance();
  }

  @Test
  void whoAdministersNothingIsToldWhatIsMissing() {
    var plain = admin.keys(Secret.of(key("pat", "acme").getApiKey()));
    assertThat(refused(Code.PERMISSION_DENIED, () -> plain.listUserKeys(all())))
        .hasMessageContaining("admin:*");
    assertThat(refused(Code.UNAUTHENTICATED, () -> admin.anonymous().listUserKeys(all())))
        .hasMessageContaining("authorization: Bearer");
  }

  @Test
  void aCallIsAUseOfItsKeyAndARefusedOneIsNot() {
    var plain = admin.keys(Secret.of(key("pat", "acme").getApiKey()));
    refused(Code.PERMISSION_DENIED, () -> plain.listUserKeys(all()));
    acme.listUserKeys(all());
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(admin.keys().listUserKeys(all()).getKeysList())
                .extracting(UserKey::getUserId, UserKey::getTotalRequests, UserKey::getLastUsedIp)
                .containsExactlyInAnyOrder(tuple("pat", 0L, ""), tuple("ann", 1L, "127.0.0.1")));
  }

  @Test
  void anUnknownAndARevokedKeyAreRefusedAlike() {
    var revoked = key("rex", "acme", "admin:*");
    admin
        .keys()
        .revokeUserKey(
            RevokeUserKeyRequest.newBuilder().setKeyId(revoked.getKey().getKeyId()).build());
    var unknown = TestAdmin.FORGE.issue(KeyForm.USER, new SecureRandom());
    var first =
        refused(
            Code.UNAUTHENTICATED,
            () -> admin.keys(Secret.of(revoked.getApiKey())).listUserKeys(all()));
    var second =
        refused(
            Code.UNAUTHENTICATED, () -> admin.keys(Secret.of(unknown.key())).listUserKeys(all()));
    assertThat(second.getMessage()).isEqualTo(first.getMessage());
  }

  @Test
  void anOrganizationsAdministratorSeesItsOwnAlone() {
    var own = key("uma", "acme").getKey();
    var foreign = key("eve", "rival").getKey();
    assertThat(acme.listUserKeys(all()).getKeysList())
        .extracting(UserKey::getKeyId)
        .contains(own.getKeyId())
        .doesNotContain(foreign.getKeyId());
    assertThat(
            acme.listOrganizations(ListOrganizationsRequest.getDefaultInstance())
                .getOrganizationsList())
        .extracting(Organization::getSlug)
        .containsExactly("acme");
    var ownKey = organizationKey(acme, "acme");
    var foreignKey = organizationKey(admin.keys(), "rival");
    assertThat(
            acme.listOrganizationKeys(ListOrganizationKeysRequest.getDefaultInstance())
                .getKeysList())
        .extracting(OrganizationKey::getKeyId)
        .containsExactly(ownKey.getKeyId());
    var asPageToken = ListUserKeysRequest.newBuilder().setPageToken(foreign.getKeyId()).build();
    refused(Code.INVALID_ARGUMENT, () -> acme.listUserKeys(asPageToken));
    refused(
        Code.NOT_FOUND,
        () ->
            acme.revokeUserKey(
                RevokeUserKeyRequest.newBuilder().setKeyId(foreign.getKeyId()).build()));
    refused(
        Code.NOT_FOUND,
        () ->
            acme.revokeOrganizationKey(
                RevokeOrganizationKeyRequest.newBuilder().setKeyId(foreignKey.getKeyId()).build()));
    assertThat(admin.keys().listUserKeys(all()).getKeysList()).contains(foreign);
  }

  @Test
  void itMakesNothingElsewhereAndDoesNotLearnWhatIsThere() {
    assertThat(
            GrpcErrors.fieldProblemsOf(
                refused(Code.INVALID_ARGUMENT, () -> acme.createUserKey(request("new", "rival")))))
        .isEqualTo(
            GrpcErrors.fieldProblemsOf(
                refused(
                    Code.INVALID_ARGUMENT, () -> acme.createUserKey(request("new", "nowhere")))));
    key("eve", "rival");
    assertThat(
            GrpcErrors.fieldProblemsOf(
                refused(Code.INVALID_ARGUMENT, () -> acme.createUserKey(request("eve", "")))))
        .containsEntry("user_id", "belongs to another organization");
    refused(Code.INVALID_ARGUMENT, () -> organizationKey(acme, "rival"));
    var user = CreateUserRequest.newBuilder().setUserId("u").setOrganization("rival").build();
    refused(Code.INVALID_ARGUMENT, () -> acme.createUser(user));
    assertThat(acme.createUserKey(request("fay", "")).getKey().getOrganizationId())
        .as("nothing said is its own organization")
        .isEqualTo(acme.createUserKey(request("ann", "")).getKey().getOrganizationId());
  }

  @Test
  void whatIsThePlatformsIsRefused() {
    for (var call :
        List.<ThrowingCallable>of(
            () ->
                acme.createOrganization(
                    CreateOrganizationRequest.newBuilder().setSlug("new").build()),
            () ->
                acme.setOrganizationStatus(
                    SetOrganizationStatusRequest.newBuilder()
                        .setSlug("acme")
                        .setStatus("suspended")
                        .build()),
            () -> acme.putPlan(PutPlanRequest.getDefaultInstance()))) {
      assertThat(refused(Code.PERMISSION_DENIED, call)).hasMessageContaining("platform:*");
    }
    var ann = Secret.of(key("moneybags", "acme", "*").getApiKey());
    refused(
        Code.PERMISSION_DENIED,
        () -> admin.money(ann).getBalance(GetBalanceRequest.getDefaultInstance()));
  }

  @Test
  void nobodyGivesWhatTheOwnKeyLacks() {
    for (var permission : new String[] {"*", "platform:*"}) {
      var problem =
          GrpcErrors.fieldProblemsOf(
              refused(
                  Code.INVALID_ARGUMENT,
                  () -> acme.createUserKey(request("gil", "", "llm:inference", permission))));
      assertThat(problem.get("permissions")).contains(permission).contains("your own key lacks it");
    }
    var wide = admin.keys(Secret.of(key("wes", "acme", "*").getApiKey()));
    wide.createUserKey(request("gil", "", "*", "admin:*"));
    refused(Code.INVALID_ARGUMENT, () -> wide.createUserKey(request("gil", "", "platform:*")));
  }

  @Test
  void theBootstrapKeyEndsWithTheFirstKeyOfThePlatformAndComesBackWithoutOne() {
    var platform = key("root", "acme", "platform:*");
    assertThat(refused(Code.UNAUTHENTICATED, () -> admin.keys().listUserKeys(all())))
        .hasMessageContaining("platform:*");
    var root = admin.keys(Secret.of(platform.getApiKey()));
    assertThat(root.listOrganizations(ListOrganizationsRequest.getDefaultInstance()))
        .matches(answer -> answer.getOrganizationsCount() == 2);
    root.revokeUserKey(
        RevokeUserKeyRequest.newBuilder().setKeyId(platform.getKey().getKeyId()).build());
    assertThat(admin.keys().listUserKeys(all()).getKeysCount()).isPositive();
  }

  @Test
  void anotherCredentialOfTheBootstrapFormIsRefused() {
    var wrong = Secret.of("pk_admin_" + "x".repeat(43));
    refused(Code.UNAUTHENTICATED, () -> admin.keys(wrong).listUserKeys(all()));
  }

  @Test
  void theKeyOfAServiceAloneMayActForOthers() {
    refused(Code.INVALID_ARGUMENT, () -> key("zed", "acme", "act:on-behalf"));
    var organization =
        CreateOrganizationKeyRequest.newBuilder()
            .setOrganization("acme")
            .setName("k")
            .addPermissions("act:on-behalf")
            .build();
    refused(Code.INVALID_ARGUMENT, () -> admin.keys().createOrganizationKey(organization));
  }

  @Test
  void theAuditNamesWhoDidItAndFromWhere() throws Exception {
    var made = acme.createUserKey(request("hal", "")).getKey();
    assertThat(
            admin.query(
                "SELECT actor || ' ' || action || ' ' || remote_address FROM authz.audit_event"
                    + " WHERE subject = '"
                    + made.getKeyId()
                    + "'"))
        .singleElement()
        .asString()
        .matches("key_[0-9a-f]{24} key.created 127.0.0.1");
  }
}
