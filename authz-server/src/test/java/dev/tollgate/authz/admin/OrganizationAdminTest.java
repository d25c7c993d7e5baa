package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyResponse;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.GetOrganizationRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationsRequest;
import dev.tollgate.proto.admin.v1.Organization;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import dev.tollgate.proto.admin.v1.UpdateOrganizationRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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

  private static CreateOrganizationKeyRequest.Builder key(String slug) {
    return CreateOrganizationKeyRequest.newBuilder().setOrganization(slug).setName("ci");
  }

  private static CreateOrganizationKeyResponse create(
      CreateOrganizationKeyRequest.Builder request) {
    return admin.keys().createOrganizationKey(request.build());
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

  @Test
  void aKeyHasTheFormOfItsFamily() throws Exception {
    create(organization("forms"));
    create(organization("forms-service").setIsServiceAccount(true));
    assertThat(create(key("forms")).getApiKey()).matches("pk_live_[A-Za-z0-9_-]{43}");
    assertThat(create(key("forms").setEnvironment("test")).getApiKey())
        .matches("pk_test_[A-Za-z0-9_-]{43}");
    var service = create(key("forms-service").setFamily("service"));
    assertThat(service.getApiKey()).matches("sk-forms-service-[A-Za-z0-9_-]{43}");
    assertThat(service.getKey().getFamily()).isEqualTo("service");
    assertThat(service.getKey().getEnvironment()).isEmpty();
    assertThat(service.getKey().hasExpiresAt()).isFalse();
    assertThat(service.getApiKey())
        .startsWith(service.getKey().getPrefix())
        .endsWith(service.getKey().getHint());
    var secret = service.getApiKey().substring(service.getKey().getPrefix().length());
    assertThat(admin.query("SELECT api_key::text FROM authz.api_key"))
        .noneMatch(row -> row.contains(secret.substring(0, secret.length() - 4)));
  }

  @Test
  void everyProblemOfAKeyIsNamedAtOnce() {
    create(organization("strict"));
    var bad =
        key("strict")
            .setName("")
            .setDescription("d".repeat(1_001))
            .setEnvironment("prod")
            .addPermissions("root")
            .setExpiresInDays(3_651);
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> create(bad))))
        .containsOnlyKeys("name", "description", "environment", "permissions", "expires_in_days");
    assertThat(
            GrpcErrors.fieldProblemsOf(failure(() -> create(key("strict").setFamily("service")))))
        .containsOnlyKeys("family");
    create(organization("strict-service").setIsServiceAccount(true));
    var live = key("strict-service").setEnvironment("live");
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> create(live))))
        .containsOnlyKeys("environment");
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> create(key("unknown")))))
        .containsOnlyKeys("organization");
    setStatus("strict", "suspended");
    assertThat(failure(() -> create(key("strict"))).getStatus().getCode())
        .isEqualTo(Code.FAILED_PRECONDITION);
  }

  @Test
  void noMoreKeysAreActiveThanTheOrganizationMayHaveHoweverManyAskAtOnce() throws Exception {
    create(organization("few").setMaxApiKeys(3));
    Callable<Boolean> attempt =
        () -> {
          try {
            create(key("few"));
            return true;
          } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            return false;
          }
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int made = 0;
      for (var result : threads.invokeAll(Stream.generate(() -> attempt).limit(10).toList())) {
        made += result.get() ? 1 : 0;
      }
      assertThat(made).isEqualTo(3);
    }
    revoke(list("few").getFirst().getKeyId());
    assertThat(attempt.call()).isTrue();
    assertThat(attempt.call()).isFalse();
  }

  @Test
  void aRevokedKeyStaysListed() {
    create(organization("history"));
    var id = create(key("history")).getKey().getKeyId();
    var revoked = revoke(id);
    assertThat(revoked.getStatus()).isEqualTo("revoked");
    assertThat(revoke(id)).isEqualTo(revoked);
    assertThat(list("history")).containsExactly(revoked);
    assertThat(failure(() -> revoke("key_unknown")).getStatus().getCode())
        .isEqualTo(Code.NOT_FOUND);
    var bad = ListOrganizationKeysRequest.newBuilder().setPageSize(-1).setPageToken("x").build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().listOrganizationKeys(bad))))
        .containsOnlyKeys("page_size");
    var unknown = ListOrganizationKeysRequest.newBuilder().setPageToken("x").build();
    assertThat(
            GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().listOrganizationKeys(unknown))))
        .containsOnlyKeys("page_token");
  }

  private static OrganizationKey revoke(String id) {
    var request = RevokeOrganizationKeyRequest.newBuilder().setKeyId(id).build();
    return admin.keys().revokeOrganizationKey(request).getKey();
  }

  private static List<OrganizationKey> list(String slug) {
    var request = ListOrganizationKeysRequest.newBuilder().setOrganization(slug).build();
    return admin.keys().listOrganizationKeys(request).getKeysList();
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}
