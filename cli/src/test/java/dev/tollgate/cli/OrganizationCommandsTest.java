package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyResponse;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationResponse;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.CreateUserResponse;
import dev.tollgate.proto.admin.v1.GetOrganizationRequest;
import dev.tollgate.proto.admin.v1.GetOrganizationResponse;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysResponse;
import dev.tollgate.proto.admin.v1.ListOrganizationsRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationsResponse;
import dev.tollgate.proto.admin.v1.Organization;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyResponse;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeysRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeysResponse;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusResponse;
import dev.tollgate.proto.admin.v1.SetUserStatusRequest;
import dev.tollgate.proto.admin.v1.SetUserStatusResponse;
import dev.tollgate.proto.admin.v1.UpdateOrganizationRequest;
import dev.tollgate.proto.admin.v1.UpdateOrganizationResponse;
import dev.tollgate.proto.admin.v1.User;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OrganizationCommandsTest {
  private static final Organization ACME =
      Organization.newBuilder()
          .setSlug("acme")
          .setDisplayName("Acme")
          .setPlan("pro")
          .setSubscriptionTier("pro")
          .setStatus("active")
          .build();
  private static final OrganizationKey KEY =
      OrganizationKey.newBuilder()
          .setKeyId("k-1")
          .setPrefix("pk_test_f307")
          .setName("ci")
          .setOrganization("acme")
          .setStatus("active")
          .build();

  private final FakeAdmin admin = new FakeAdmin();

  OrganizationCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void anOrganizationIsShownAndChangedInWhatWasSaidAlone() {
    admin.answer(GetOrganizationResponse.newBuilder().setOrganization(ACME).build());
    assertThat(Run.against(admin, "org", "show", "acme").outLines().get(1))
        .startsWith("acme  Acme");
    admin.answer(UpdateOrganizationResponse.newBuilder().setOrganization(ACME).build());
    assertThat(Run.against(admin, "org", "update", "acme", "--email=", "--max-keys=0").exitCode())
        .isZero();
    Run.against(admin, "org", "update", "acme", "--plan=pro", "--max-keys-of-plan");
    Run.against(admin, "org", "update", "acme", "--price-book=managed", "--tier=starter");
    assertThat(admin.requests)
        .containsExactly(
            GetOrganizationRequest.newBuilder().setOrganization("acme").build(),
            UpdateOrganizationRequest.newBuilder()
                .setOrganization("acme")
                .setEmail("")
                .setMaxApiKeys(0)
                .build(),
            UpdateOrganizationRequest.newBuilder()
                .setOrganization("acme")
                .setPlan("pro")
                .setMaxApiKeysOfPlan(true)
                .build(),
            UpdateOrganizationRequest.newBuilder()
                .setOrganization("acme")
                .setPriceBook("managed")
                .setSubscriptionTier("starter")
                .build());
  }

  @Test
  void anOrganizationIsMadeWithWhatWasSaid() {
    admin.answer(CreateOrganizationResponse.newBuilder().setOrganization(ACME).build());
    var run =
        Run.against(admin, "org", "create", "acme", "--name=Acme", "--plan=pro", "--max-keys=3");
    assertThat(run.outLines())
        .containsExactly(
            "SLUG  NAME  KIND      PLAN  TIER  STATUS  CREATED",
            "acme  Acme  customer  pro   pro   active  -");
    assertThat(admin.requests)
        .containsExactly(
            CreateOrganizationRequest.newBuilder()
                .setSlug("acme")
                .setName("Acme")
                .setPlan("pro")
                .setMaxApiKeys(3)
                .build());
  }

  @Test
  void aServiceIsMadeByAFlag() {
    admin.answer(CreateOrganizationResponse.getDefaultInstance());
    Run.against(admin, "org", "create", "presenton-service", "--service", "--price-book=managed");
    assertThat(admin.requests)
        .containsExactly(
            CreateOrganizationRequest.newBuilder()
                .setSlug("presenton-service")
                .setPriceBook("managed")
                .setIsServiceAccount(true)
                .build());
  }

  @Test
  void organizationsAreListedSuspendedAndResumed() {
    admin.answer(ListOrganizationsResponse.newBuilder().addOrganizations(ACME).build());
    assertThat(Run.against(admin, "org", "list").out()).contains("acme");
    admin.answer(SetOrganizationStatusResponse.newBuilder().setOrganization(ACME).build());
    Run.against(admin, "org", "suspend", "acme");
    Run.against(admin, "org", "resume", "acme");
    var status = SetOrganizationStatusRequest.newBuilder().setSlug("acme");
    assertThat(admin.requests)
        .containsExactly(
            ListOrganizationsRequest.newBuilder().setPageSize(50).build(),
            status.setStatus("suspended").build(),
            status.setStatus("active").build());
  }

  @Test
  void aUserIsMade() {
    admin.answer(
        CreateUserResponse.newBuilder()
            .setUser(User.newBuilder().setUserId("bob").setWallet("organization"))
            .build());
    var run =
        Run.against(admin, "user", "create", "bob", "--organization=acme", "--wallet=organization");
    assertThat(run.out()).contains("bob");
    assertThat(admin.requests)
        .containsExactly(
            CreateUserRequest.newBuilder()
                .setUserId("bob")
                .setOrganization("acme")
                .setWallet("organization")
                .build());
  }

  @Test
  void anOrganizationsKeyIsShownOnce() {
    admin.answer(
        CreateOrganizationKeyResponse.newBuilder().setApiKey("pk_secret").setKey(KEY).build());
    var run =
        Run.against(
            admin,
            "key",
            "create",
            "--family=organization",
            "--organization=acme",
            "--environment=test",
            "--name=ci");
    assertThat(run.outLines())
        .contains("pk_secret")
        .anyMatch(line -> line.contains("pk_test_f307"));
    assertThat(admin.requests)
        .containsExactly(
            CreateOrganizationKeyRequest.newBuilder()
                .setFamily("organization")
                .setOrganization("acme")
                .setEnvironment("test")
                .setName("ci")
                .setRestrictions(KeyRestrictions.getDefaultInstance())
                .build());
  }

  @Test
  void anOrganizationsKeysAreListed() {
    admin.answer(ListOrganizationKeysResponse.newBuilder().addKeys(KEY).build());
    assertThat(Run.against(admin, "key", "list", "--organization", "acme").out()).contains("k-1");
    assertThat(admin.requests)
        .containsExactly(
            ListOrganizationKeysRequest.newBuilder()
                .setOrganization("acme")
                .setPageSize(50)
                .build());
  }

  @Test
  void aKeyThatIsNoUsersIsRevokedAsAnOrganizations() {
    admin.fail("RevokeUserKey", Status.NOT_FOUND.asRuntimeException());
    admin.answer(RevokeOrganizationKeyResponse.newBuilder().setKey(KEY).build());
    var run = Run.against(admin, "key", "revoke", "k-1");
    assertThat(run.exitCode()).isZero();
    assertThat(admin.requests)
        .containsExactly(
            RevokeUserKeyRequest.newBuilder().setKeyId("k-1").build(),
            RevokeOrganizationKeyRequest.newBuilder().setKeyId("k-1").build());
  }

  @Test
  void anotherFailureIsNotTriedAgain() {
    admin.fail(Status.UNAVAILABLE.asRuntimeException());
    assertThat(Run.against(admin, "key", "revoke", "k-1").exitCode()).isEqualTo(1);
    assertThat(admin.requests).hasSize(1);
  }

  @Test
  void aUserIsSuspendedResumedAndLosesAllKeys() {
    var sue = User.newBuilder().setUserId("sue").setOrganizationId("org_1").setStatus("suspended");
    admin.answer(SetUserStatusResponse.newBuilder().setUser(sue).build());
    assertThat(Run.against(admin, "user", "suspend", "sue").out()).contains("suspended");
    Run.against(admin, "user", "resume", "sue");
    admin.answer(RevokeUserKeysResponse.newBuilder().setRevoked(2).build());
    var run = Run.against(admin, "user", "revoke-keys", "sue", "--reason=left");
    assertThat(run.out()).contains("2 keys revoked");
    assertThat(admin.requests)
        .containsExactly(
            SetUserStatusRequest.newBuilder().setUserId("sue").setStatus("suspended").build(),
            SetUserStatusRequest.newBuilder().setUserId("sue").setStatus("active").build(),
            RevokeUserKeysRequest.newBuilder().setUserId("sue").setReason("left").build());
  }
}
