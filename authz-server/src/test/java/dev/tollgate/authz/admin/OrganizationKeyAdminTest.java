package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyResponse;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class OrganizationKeyAdminTest {
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static CreateOrganizationKeyRequest.Builder key(String slug) {
    return CreateOrganizationKeyRequest.newBuilder().setOrganization(slug).setName("ci");
  }

  private static CreateOrganizationKeyResponse create(
      CreateOrganizationKeyRequest.Builder request) {
    return admin.keys().createOrganizationKey(request.build());
  }

  @Test
  void aKeyHasTheFormOfItsFamily() throws Exception {
    admin.organization("forms", false);
    admin.organization("forms-service", true);
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
    admin.organization("strict", false);
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
    admin.organization("strict-service", true);
    var live = key("strict-service").setEnvironment("live");
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> create(live))))
        .containsOnlyKeys("environment");
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> create(key("unknown")))))
        .containsOnlyKeys("organization");
    var suspend =
        SetOrganizationStatusRequest.newBuilder().setSlug("strict").setStatus("suspended");
    admin.keys().setOrganizationStatus(suspend.build());
    assertThat(failure(() -> create(key("strict"))).getStatus().getCode())
        .isEqualTo(Code.FAILED_PRECONDITION);
  }

  @Test
  void noMoreKeysAreActiveThanTheOrganizationMayHaveHoweverManyAskAtOnce() throws Exception {
    admin
        .keys()
        .createOrganization(
            CreateOrganizationRequest.newBuilder().setSlug("few").setMaxApiKeys(3).build());
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
  void anOrganizationIsDeletedWithItsKeysOrNotAtAll() throws Exception {
    admin.organization("gone", false);
    var key = create(key("gone").addPermissions("admin:*"));
    var owner = admin.keys(Secret.of(key.getApiKey()));
    var list = ListOrganizationKeysRequest.getDefaultInstance();
    assertThat(owner.listOrganizationKeys(list).getKeysList()).containsExactly(key.getKey());
    var deletion = "DELETE FROM authz.organization WHERE slug = 'gone'";
    assertThatThrownBy(() -> admin.execute(deletion)).hasMessageContaining("foreign key");
    var id = key.getKey().getKeyId();
    admin.execute("DELETE FROM authz.api_key WHERE key_id = '" + id + "'; " + deletion);
    await()
        .untilAsserted(() ->
            assertThat(failure(() -> owner.listOrganizationKeys(list)).getStatus().getCode())
                .isEqualTo(Code.UNAUTHENTICATED));
  }

  @Test
  void aRevokedKeyStaysListed() {
    admin.organization("history", false);
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
}
