package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.AuditEvent;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.GetOrganizationRequest;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.PutPlanRequest;
import dev.tollgate.proto.admin.v1.Refusal;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is refused to a known key is written down. */
final class RefusedCallsTest extends KeysOfTwoOrganizations {
  private static final ListUserKeysRequest ALL = ListUserKeysRequest.getDefaultInstance();

  RefusedCallsTest() throws IOException {}

  private CreateUserKeyResponse key(String... permissions) {
    return admin.keys().createUserKey(newUserKey(RESTRICTIONS_NONE, permissions));
  }

  private List<AuditEvent> refused() {
    var request = ListAuditEventsRequest.newBuilder().setAction("call.refused").build();
    return admin.keys().listAuditEvents(request).getEventsList();
  }

  private void minute() {
    admin.now.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
  }

  @Test
  void whoMayNotAdministerIsWrittenDownWithWhatWasTold() {
    var plain = key();
    var error = failure(() -> admin.keys(Secret.of(plain.getApiKey())).listUserKeys(ALL));
    assertThat(error.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    var event = refused().getFirst();
    assertThat(event)
        .isEqualTo(
            AuditEvent.newBuilder()
                .setEventId(event.getEventId())
                .setAt(Issuing.timestamp(admin.now.get()))
                .setActor(plain.getKey().getKeyId())
                .setAction("call.refused")
                .setSubject("ListUserKeys")
                .setOrganization("acme")
                .setOrganizationId(plain.getKey().getOrganizationId())
                .setRemoteAddress("127.0.0.1")
                .setRefusal(
                    Refusal.newBuilder()
                        .setCode("insufficient_scope")
                        .setReason(error.getStatus().getDescription()))
                .build());
  }

  @Test
  void soIsEveryOtherRefusalForWhatTheKeyIs() {
    var key = key("admin:*");
    var acme = admin.keys(Secret.of(key.getApiKey()));
    var elsewhere = KeyRestrictions.newBuilder().setAllowedIps(names("192.0.2.0/24")).build();
    var far = admin.keys().createUserKey(newUserKey(elsewhere, "admin:*"));
    for (var call :
        List.<ThrowingCallable>of(
            () -> acme.putPlan(PutPlanRequest.getDefaultInstance()),
            () ->
                admin
                    .money(Secret.of(key.getApiKey()))
                    .getBalance(GetBalanceRequest.getDefaultInstance()),
            () -> acme.createUserKey(newUserKey(RESTRICTIONS_NONE, "platform:*")),
            () -> admin.keys(Secret.of(far.getApiKey())).listUserKeys(ALL))) {
      var error = failure(call);
      assertThat(Objects.requireNonNull(error.getTrailers()).keys())
          .as("what is between us and ourselves")
          .doesNotContain("tollgate-refused");
      minute();
    }
    assertThat(refused())
        .extracting(AuditEvent::getSubject, event -> event.getRefusal().getCode())
        .containsExactly(
            tuple("ListUserKeys", "ip_not_allowed"),
            tuple("CreateUserKey", "insufficient_scope"),
            tuple("GetBalance", "insufficient_scope"),
            tuple("PutPlan", "insufficient_scope"));
  }

  @Test
  void aFloodIsOneEventAMinuteAndTheNextOneCountsIt() {
    var key = key();
    var plain = admin.keys(Secret.of(key.getApiKey()));
    for (int i = 0; i < 5; i++) {
      failure(() -> plain.listUserKeys(ALL));
    }
    assertThat(refused()).hasSize(1);
    minute();
    failure(() -> plain.listUserKeys(ALL));
    assertThat(refused())
        .extracting(event -> event.getRefusal().getUnrecorded())
        .containsExactly(4L, 0L);
  }

  @Test
  void whatIsNotThereOrWrongIsNoRefusal() {
    var acme = admin.keys(Secret.of(key("admin:*").getApiKey()));
    failure(() ->
        acme.getOrganization(GetOrganizationRequest.newBuilder().setOrganization("bots").build()));
    failure(() -> acme.createUserKey(newUserKey(RESTRICTIONS_NONE, "no:such")));
    failure(() -> admin.keys(Secret.of("uc_wrong")).listUserKeys(ALL));
    failure(() -> admin.anonymous().listUserKeys(ALL));
    assertThat(refused()).isEmpty();
  }

  @Test
  void aRefusalThatCannotBeWrittenIsOneAllTheSame() throws Exception {
    var acme = admin.keys(Secret.of(key("admin:*").getApiKey()));
    admin.execute("ALTER TABLE authz.audit_event RENAME TO elsewhere");
    var request = CreateOrganizationRequest.newBuilder().setSlug("new").build();
    assertThat(failure(() -> acme.createOrganization(request)).getStatus().getCode())
        .isEqualTo(Code.PERMISSION_DENIED);
  }
}
