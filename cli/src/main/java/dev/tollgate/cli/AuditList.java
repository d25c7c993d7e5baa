package dev.tollgate.cli;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.AuditEvent;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.admin.v1.Refusal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List who did what, newest first. All filters hold together.")
final class AuditList extends AdminCommand {
  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      defaultValue = "",
      description = "Only what was done to this one, its users and its keys.")
  private String organization = "";

  @Option(
      names = "--subject",
      paramLabel = "ID",
      defaultValue = "",
      description = "Only what was done to this key, user, organization or plan.")
  private String subject = "";

  @Option(
      names = "--actor",
      paramLabel = "KEY_ID",
      defaultValue = "",
      description = "Only what was done with this key.")
  private String actor = "";

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      defaultValue = "",
      description = "Only this, for example key.created.")
  private String action = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "Only then or later: 2026-01-01T12:00:00Z, or 2026-01-01 in UTC.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "Only earlier than that.")
  private @Nullable Instant until;

  @Mixin private Page page = new Page();

  AuditList(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        ListAuditEventsRequest.newBuilder()
            .setOrganization(organization)
            .setSubject(subject)
            .setActor(actor)
            .setAction(action)
            .setPageSize(page.limit())
            .setPageToken(page.token());
    if (since != null) {
      request.setSince(timestamp(since));
    }
    if (until != null) {
      request.setUntil(timestamp(until));
    }
    var answer = connection.keys().listAuditEvents(request.build());
    print(answer, () -> table(answer.getEventsList()).toString());
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static Table table(List<AuditEvent> events) {
    var table = new Table("AT", "ACTOR", "FROM", "ACTION", "SUBJECT", "ORGANIZATION", "REASON");
    for (var event : events) {
      table.row(
          Table.time(event.hasAt(), event.getAt()),
          event.getActor(),
          event.getRemoteAddress(),
          event.getAction(),
          event.getSubject(),
          event.getOrganization(),
          reason(event.getRefusal()));
    }
    return table;
  }

  private static String reason(Refusal refusal) {
    return refusal.getUnrecorded() == 0
        ? refusal.getReason()
        : refusal.getReason() + " (and " + refusal.getUnrecorded() + " more before)";
  }
}
