package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.ListPlansRequest;
import dev.tollgate.proto.admin.v1.Plan;
import dev.tollgate.proto.admin.v1.PutPlanRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PlanAdminTest {
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static Plan put(Plan.Builder plan) {
    return admin.keys().putPlan(PutPlanRequest.newBuilder().setPlan(plan).build()).getPlan();
  }

  private static void organization(String slug, String plan) {
    admin
        .keys()
        .createOrganization(
            CreateOrganizationRequest.newBuilder().setSlug(slug).setPlan(plan).build());
  }

  private static void organizationKey(String slug) {
    admin
        .keys()
        .createOrganizationKey(
            CreateOrganizationKeyRequest.newBuilder().setOrganization(slug).setName("k").build());
  }

  private static String userKey(String user, String slug) {
    return admin
        .keys()
        .createUserKey(
            CreateUserKeyRequest.newBuilder()
                .setUserId(user)
                .setOrganization(slug)
                .setName("k")
                .build())
        .getKey()
        .getKeyId();
  }

  private static StatusRuntimeException refused(ThrowingCallable call) {
    var failure = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    return failure;
  }

  @Test
  void theUsualPlansAreThereAndTheirKeysAreCounted() {
    assertThat(admin.keys().listPlans(ListPlansRequest.getDefaultInstance()).getPlansList())
        .extracting(Plan::getName)
        .contains("free", "pro", "enterprise", "managed");
    organization("frugal", "free");
    organizationKey("frugal");
    organizationKey("frugal");
    assertThat(refused(() -> organizationKey("frugal")))
        .hasMessageContaining("frugal may have 2 active keys")
        .hasMessageContaining("plan free");
  }

  @Test
  void eachUserHasAsManyKeysAsThePlanSaysAndRevokedOrExpiredOnesDoNotCount() {
    organization("users", "free");
    var first = userKey("ada", "users");
    userKey("ada", "users");
    assertThat(refused(() -> userKey("ada", "users"))).hasMessageContaining("the user ada");
    userKey("bob", "users");
    admin.keys().revokeUserKey(RevokeUserKeyRequest.newBuilder().setKeyId(first).build());
    userKey("ada", "users");
    refused(() -> userKey("ada", "users"));
    admin.now.updateAndGet(now -> now.plus(Duration.ofDays(91)));
    userKey("ada", "users");
  }

  @Test
  void ofManyKeysAtOnceNoMoreAreMadeThanTheUserMayHave() throws Exception {
    organization("rush", "free");
    userKey("eve", "rush");
    Callable<Boolean> attempt =
        () -> {
          try {
            userKey("eve", "rush");
            return true;
          } catch (StatusRuntimeException e) {
            return false;
          }
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int made = 0;
      for (var result : threads.invokeAll(Stream.generate(() -> attempt).limit(6).toList())) {
        made += result.get() ? 1 : 0;
      }
      assertThat(made).isEqualTo(1);
    }
  }

  @Test
  void aChangedPlanCountsAtOnceAndTravelsToReplicas() throws Exception {
    put(Plan.newBuilder().setName("small").setMaxApiKeys(0));
    organization("growing", "small");
    refused(() -> organizationKey("growing"));
    assertThat(put(Plan.newBuilder().setName("small")).hasMaxApiKeys()).isFalse();
    organizationKey("growing");
    assertThat(admin.query("SELECT subject FROM authz.change_log WHERE kind = 'plan'"))
        .containsExactly("small");
    assertThat(admin.query("SELECT action FROM authz.audit_event WHERE subject = 'small'"))
        .containsExactly("plan.changed", "plan.changed");
  }

  @Test
  void everyProblemOfAPlanIsNamedAtOnce() {
    var bad =
        Plan.newBuilder()
            .setName("No Plan")
            .setRequestsPerMinute(-1)
            .setRequestsPerMonth(-1)
            .setMaxApiKeys(-1);
    assertThat(
            GrpcErrors.fieldProblemsOf(
                catchThrowableOfType(StatusRuntimeException.class, () -> put(bad))))
        .containsOnlyKeys(
            "plan.name",
            "plan.requests_per_minute",
            "plan.requests_per_month",
            "plan.max_api_keys");
    var unknown = catchThrowableOfType(StatusRuntimeException.class, () -> organization("x", "no"));
    assertThat(GrpcErrors.fieldProblemsOf(unknown))
        .containsEntry("plan", "there is no plan of this name");
  }
}
