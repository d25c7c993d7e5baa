package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.tollgate.proto.admin.v1.AuditEvent;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.admin.v1.Plan;
import dev.tollgate.proto.admin.v1.PutPlanRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who reads which audit events. */
final class AuditAdminTest {
  private final TestAdmin admin = new TestAdmin();
  private AdminServiceBlockingStub acme = admin.anonymous();
  private String acmesKeyId = "";

  AuditAdminTest() throws IOException {}

  /** Two organizations; an administrator of one. */
  @BeforeEach
  void twoOrganizations() {
    admin.organization("acme", false);
    admin.organization("rival", false);
    var key = key(admin.keys(), "ann", "acme", "admin:*");
    acme = admin.keys(Secret.of(key.getApiKey()));
    acmesKeyId = key.getKey().getKeyId();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  private CreateUserKeyResponse key(
      AdminServiceBlockingStub caller, String user, String slug, String... permissions) {
    admin.now.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
    return caller.createUserKey(
        CreateUserKeyRequest.newBuilder()
            .setUserId(user)
            .setOrganization(slug)
            .setName("k")
            .addAllPermissions(List.of(permissions))
            .build());
  }

  private static ListAuditEventsRequest.Builder all() {
    return ListAuditEventsRequest.newBuilder();
  }

  private static List<AuditEvent> events(
      AdminServiceBlockingStub caller, ListAuditEventsRequest.Builder request) {
    return caller.listAuditEvents(request.build()).getEventsList();
  }

  private static List<String> actions(
      AdminServiceBlockingStub caller, ListAuditEventsRequest.Builder request) {
    return events(caller, request).stream()
        .map(event -> event.getAction() + " " + event.getOrganization())
        .toList();
  }

  @Test
  void thePlatformReadsEverythingNewestFirst() {
    admin
        .keys()
        .putPlan(PutPlanRequest.newBuilder().setPlan(Plan.newBuilder().setName("pro")).build());
    var made = key(acme, "bob", "acme").getKey();
    var listed = events(admin.keys(), all());
    assertThat(listed)
        .extracting(event -> event.getAction() + " " + event.getOrganization())
        .containsExactly(
            "key.created acme",
            "plan.changed ",
            "key.created acme",
            "organization.created rival",
            "organization.created acme");
    assertThat(listed.getFirst())
        .isEqualTo(
            AuditEvent.newBuilder()
                .setEventId(listed.getFirst().getEventId())
                .setAt(made.getCreatedAt())
                .setActor(acmesKeyId)
                .setAction("key.created")
                .setSubject(made.getKeyId())
                .setOrganization("acme")
                .setOrganizationId(made.getOrganizationId())
                .setRemoteAddress("127.0.0.1")
                .build());
    assertThat(listed.getLast().getActor()).isEqualTo("bootstrap-admin");
  }

  @Test
  void anOrganizationsAdministratorReadsItsOwnEventsAlone() {
    key(admin.keys(), "eve", "rival");
    var own = key(acme, "bob", "acme").getKey();
    var seen = events(acme, all());
    assertThat(seen)
        .extracting(AuditEvent::getOrganization)
        .containsExactly("acme", "acme", "acme");
    assertThat(seen.getFirst().getSubject()).isEqualTo(own.getKeyId());
    assertThat(seen)
        .as("where the platform calls from is not the organization's to know")
        .extracting(AuditEvent::getRemoteAddress)
        .containsExactly("127.0.0.1", "", "");
    assertThat(events(acme, all().setOrganization("acme"))).isEqualTo(seen);
    assertThat(events(acme, all().setActor("bootstrap-admin"))).hasSize(2);
  }

  @Test
  void whatIsOfAnotherOrganizationIsNotThere() {
    var foreign = key(admin.keys(), "eve", "rival").getKey();
    for (var organization : List.of("rival", foreign.getOrganizationId(), "none-such")) {
      var error = failure(() -> events(acme, all().setOrganization(organization)));
      assertThat(error.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
      assertThat(error).hasMessageContaining("there is no organization " + organization);
    }
    assertThat(events(acme, all().setSubject(foreign.getKeyId()))).isEmpty();
    var token = events(admin.keys(), all()).getFirst().getEventId();
    var asToken = all().setPageToken(token);
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> events(acme, asToken))))
        .containsOnlyKeys("page_token");
    assertThat(events(admin.keys(), asToken)).isNotEmpty();
  }

  @Test
  void everyFilterHoldsBesideTheOthers() {
    var key = key(acme, "bob", "acme").getKey();
    admin.now.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
    acme.revokeUserKey(RevokeUserKeyRequest.newBuilder().setKeyId(key.getKeyId()).build());
    var platform = admin.keys();
    assertThat(actions(platform, all().setSubject(key.getKeyId())))
        .containsExactly("key.revoked acme", "key.created acme");
    assertThat(actions(platform, all().setSubject(key.getKeyId()).setAction("key.created")))
        .containsExactly("key.created acme");
    assertThat(actions(platform, all().setActor(acmesKeyId))).hasSize(2);
    assertThat(actions(platform, all().setActor(acmesKeyId).setOrganization("rival"))).isEmpty();
    assertThat(actions(platform, all().setOrganization(key.getOrganizationId()))).hasSize(4);
    assertThat(actions(platform, all().setSince(key.getCreatedAt())))
        .as("the first moment counts")
        .containsExactly("key.revoked acme", "key.created acme");
    assertThat(actions(platform, all().setUntil(key.getCreatedAt())))
        .as("the last one does not")
        .doesNotContain("key.revoked acme")
        .hasSize(3);
  }

  @Test
  void pagesFollowOneAnotherThoughEventsAreOfOneInstantAndNewOnesCome() {
    for (int i = 0; i < 3; i++) {
      admin.organization("o-" + i, false);
    }
    var whole = events(admin.keys(), all());
    var read = new ArrayList<AuditEvent>();
    var token = "";
    do {
      var request = all().setPageSize(2).setPageToken(token).build();
      var page = admin.keys().listAuditEvents(request);
      assertThat(page.getEventsCount()).isLessThanOrEqualTo(2);
      read.addAll(page.getEventsList());
      token = page.getNextPageToken();
      key(admin.keys(), "new-" + read.size(), "rival");
    } while (!token.isEmpty());
    assertThat(read).isEqualTo(whole).hasSize(6);
  }

  @Test
  void everyBadFieldIsNamed() {
    var bad =
        all()
            .setOrganization("o".repeat(65))
            .setSubject("s".repeat(256))
            .setActor("two\nlines")
            .setAction("key.*")
            .setSince(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
            .setUntil(Timestamp.newBuilder().setNanos(-1))
            .setPageSize(1_001);
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> events(acme, bad))))
        .containsOnlyKeys(
            "organization", "subject", "actor", "action", "since", "until", "page_size");
    for (var token : List.of("0", "-1", "x", "9".repeat(18), "9".repeat(19), "' OR 1=1")) {
      var request = all().setPageToken(token);
      assertThat(GrpcErrors.fieldProblemsOf(failure(() -> events(acme, request))))
          .containsOnlyKeys("page_token");
    }
  }
}
