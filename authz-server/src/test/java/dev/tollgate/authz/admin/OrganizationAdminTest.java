package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.GetOrganizationRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationsRequest;
import dev.tollgate.proto.admin.v1.Organization;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import dev.tollgate.proto.admin.v1.UpdateOrganizationRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class OrganizationAdminTest {
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static CreateOrganizationRequest.Builder organization(String slug) {
    return CreateOrganizationRequest.newBuilder().setSlug(slug);
  }

  private static Organization create(CreateOrganizationRequest.Builder request) {
    return admin.keys().createOrganization(request.build()).getOrganization();
  }

  private static Organization setStatus(String slug, String status) {
    var request = SetOrganizationStatusRequest.newBuilder().setSlug(slug).setStatus(status);
    return admin.keys().setOrganizationStatus(request.build()).getOrganization();
  }

  private static Organization update(UpdateOrganizationRequest.Builder request) {
    return admin.keys().updateOrganization(request.build()).getOrganization();
  }

  private static UpdateOrganizationRequest.Builder change(String slugOrId) {
    return UpdateOrganizationRequest.newBuilder().setOrganization(slugOrId);
  }

  @Test
  void aChangeLeavesTheRest() throws Exception {
    var made = create(organization("changed").setEmail("a@example.org").setMaxApiKeys(4));
    var renamed = update(change("changed").setDisplayName("Changed"));
    assertThat(renamed)
        .isEqualTo(
            made.toBuilder()
                .setDisplayName("Changed")
                .setUpdatedAt(renamed.getUpdatedAt())
                .build());
    var bare = update(change(made.getId()).setEmail("").setMaxApiKeysOfPlan(true));
    assertThat(bare.getEmail()).isEmpty();
    assertThat(bare.hasMaxApiKeys()).isFalse();
    assertThat(update(change("changed").setStatus("suspended")).getStatus()).isEqualTo("suspended");
    assertThat(
            admin.query(
                "SELECT action FROM authz.audit_event WHERE subject = 'changed' ORDER BY id"))
        .containsExactly(
            "organization.created",
            "organization.updated",
            "organization.updated",
            "organization.updated",
            "organization.suspended");
  }

  @Test
  void aWrongChangeChangesNothing() {
    var made = create(organization("unchanged"));
    var failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> update(change("unchanged").setName("").setPlan("none").setStatus("gone")));
    assertThat(GrpcErrors.fieldProblemsOf(failure)).containsOnlyKeys("name", "plan", "status");
    var request = GetOrganizationRequest.newBuilder().setOrganization("unchanged").build();
    assertThat(admin.keys().getOrganization(request).getOrganization()).isEqualTo(made);
  }

  @Test
  void whatIsLeftOutHasADefault() {
    var made = create(organization("acme"));
    assertThat(made.getName()).isEqualTo("acme");
    assertThat(made.getDisplayName()).isEqualTo("acme");
    assertThat(made.getPlan()).isEqualTo("free");
    assertThat(made.getSubscriptionTier()).isEqualTo("free");
    assertThat(made.getPriceBook()).isEqualTo("default");
    assertThat(made.getStatus()).isEqualTo("active");
    assertThat(made.hasMaxApiKeys()).isFalse();
    assertThat(create(organization("acme-service").setIsServiceAccount(true)).getSubscriptionTier())
        .isEqualTo("managed");
    assertThat(failure(() -> create(organization("acme"))).getStatus().getCode())
        .isEqualTo(Code.ALREADY_EXISTS);
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    var bad =
        organization("Acme!")
            .setName("n".repeat(256))
            .setEmail("a\nb")
            .setPlan("1st")
            .setSubscriptionTier("Gold")
            .setPriceBook("-")
            .setMaxApiKeys(-1);
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> create(bad))))
        .containsOnlyKeys(
            "slug",
            "name",
            "display_name",
            "email",
            "plan",
            "subscription_tier",
            "price_book",
            "max_api_keys");
    for (var slug : new String[] {"proj", "ant", "or", "svcacct"}) {
      var service = organization(slug).setIsServiceAccount(true);
      assertThat(GrpcErrors.fieldProblemsOf(failure(() -> create(service))))
          .containsOnlyKeys("slug");
    }
  }

  @Test
  void organizationsAreListedPageByPage() {
    Stream.of("list-a", "list-b", "list-c").forEach(slug -> create(organization(slug)));
    var request = ListOrganizationsRequest.newBuilder().setPageSize(2).setPageToken("list-");
    var first = admin.keys().listOrganizations(request.build());
    assertThat(first.getOrganizationsList())
        .extracting(Organization::getSlug)
        .containsExactly("list-a", "list-b");
    var rest =
        admin.keys().listOrganizations(request.setPageToken(first.getNextPageToken()).build());
    assertThat(rest.getOrganizations(0).getSlug()).isEqualTo("list-c");
  }

  @Test
  void anOrganizationIsSuspendedResumedAndClosedForGood() throws Exception {
    create(organization("mortal"));
    for (var status : new String[] {"suspended", "suspended", "active", "closed", "closed"}) {
      assertThat(setStatus("mortal", status).getStatus()).isEqualTo(status);
    }
    assertThat(failure(() -> setStatus("mortal", "active")).getStatus().getCode())
        .isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(failure(() -> setStatus("nobody", "active")).getStatus().getCode())
        .isEqualTo(Code.NOT_FOUND);
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> setStatus("mortal", "gone"))))
        .containsOnlyKeys("status");
    assertThat(
            admin.query(
                "SELECT action FROM authz.audit_event WHERE subject = 'mortal' ORDER BY id"))
        .containsExactly(
            "organization.created",
            "organization.suspended",
            "organization.active",
            "organization.closed");
  }

  @Test
  void aUserIsMadeOnceAndInAnOrganizationThatExists() throws Exception {
    create(organization("home"));
    var request =
        CreateUserRequest.newBuilder()
            .setUserId("frank")
            .setOrganization("home")
            .setWallet("organization");
    assertThat(admin.keys().createUser(request.build()).getUser().getWallet())
        .isEqualTo("organization");
    assertThat(failure(() -> admin.keys().createUser(request.build())).getStatus().getCode())
        .isEqualTo(Code.ALREADY_EXISTS);
    var lost = CreateUserRequest.newBuilder().setUserId("gina").setOrganization("nowhere").build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().createUser(lost))))
        .containsOnlyKeys("organization");
    var other = CreateUserKeyRequest.newBuilder().setUserId("frank").setName("k");
    assertThat(admin.keys().createUserKey(other.build()).getKey().getOrganizationId())
        .isEqualTo(admin.query("SELECT id FROM authz.organization WHERE slug = 'home'").getFirst());
    var elsewhere = other.clone().setOrganization("default").build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().createUserKey(elsewhere))))
        .containsOnlyKeys("organization");
  }
}
