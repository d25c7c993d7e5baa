package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.AuditEvent;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.admin.v1.ListAuditEventsResponse;
import dev.tollgate.proto.admin.v1.Refusal;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditCommandTest {
  private static final Timestamp TIME = Timestamp.newBuilder().setSeconds(1_767_225_600).build();
  private static final AuditEvent EVENT =
      AuditEvent.newBuilder()
          .setEventId("17")
          .setAt(TIME)
          .setActor("key_a")
          .setAction("key.created")
          .setSubject("key_b")
          .setOrganization("acme")
          .setRemoteAddress("192.0.2.1")
          .build();

  private final FakeAdmin admin = new FakeAdmin();

  AuditCommandTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void eventsAreATableThatSaysWhereItGoesOn() {
    admin.answer(
        ListAuditEventsResponse.newBuilder()
            .addEvents(EVENT)
            .addEvents(EVENT.toBuilder().clearRemoteAddress().setSubject("a\u001b[2J"))
            .addEvents(
                EVENT.toBuilder()
                    .setAction("call.refused")
                    .setSubject("PutPlan")
                    .setRefusal(Refusal.newBuilder().setReason("no").setUnrecorded(3)))
            .setNextPageToken("17")
            .build());
    var run = Run.against(admin, "audit", "list");
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "AT                    ACTOR  FROM       ACTION        SUBJECT  ORGANIZATION  REASON",
            "2026-01-01T00:00:00Z  key_a  192.0.2.1  key.created   key_b    acme          -",
            "2026-01-01T00:00:00Z  key_a  -          key.created   a?[2J    acme          -",
            "2026-01-01T00:00:00Z  key_a  192.0.2.1  call.refused  PutPlan  acme          no (and 3"
                + " more before)");
    assertThat(run.errLines()).containsExactly("There are more: --page-token 17");
    assertThat(admin.requests)
        .containsExactly(ListAuditEventsRequest.newBuilder().setPageSize(50).build());
  }

  @Test
  void everyFilterIsSent() {
    admin.answer(ListAuditEventsResponse.newBuilder().addEvents(EVENT).build());
    var run =
        Run.against(
            admin,
            "audit",
            "list",
            "--organization=acme",
            "--subject=key_b",
            "--actor=key_a",
            "--action=key.created",
            "--since=2026-01-01",
            "--until=2026-01-01T01:00:00.5+01:00",
            "--limit=7",
            "--page-token=99",
            "--json");
    assertThat(run.out()).contains("\"event_id\": \"17\"", "\"remote_address\": \"192.0.2.1\"");
    assertThat(admin.requests)
        .containsExactly(
            ListAuditEventsRequest.newBuilder()
                .setOrganization("acme")
                .setSubject("key_b")
                .setActor("key_a")
                .setAction("key.created")
                .setSince(TIME)
                .setUntil(TIME.toBuilder().setNanos(500_000_000))
                .setPageSize(7)
                .setPageToken("99")
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2026-13-01", "2026-01-01T00:00", "1767225600", ""})
  void whatIsNoTimeIsRefusedBeforeAnythingIsSent(String time) {
    var run = Run.against(admin, "audit", "list", "--since", time);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'--since'", "2026-01-01T12:00:00Z");
    assertThat(admin.requests).isEmpty();
  }
}
