package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.AuditEvent;
import dev.tollgate.proto.rest.v1.ListAuditEventsRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who did what, as REST. */
final class RestAudit {
  private final AuditAdmin audit;

  RestAudit(AuditAdmin audit) {
    this.audit = audit;
  }

  HttpBody list(Caller caller, ListAuditEventsRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.ListAuditEventsRequest.newBuilder()
            .setOrganization(request.getOrganization())
            .setSubject(request.getSubject())
            .setActor(request.getActor())
            .setAction(request.getAction())
            .setPageSize(request.getPageSize())
            .setPageToken(request.getPageToken());
    var fields = new Fields();
    time(fields, "since", request.getSince(), wanted::setSince);
    time(fields, "until", request.getUntil(), wanted::setUntil);
    fields.check();
    var page = audit.list(caller, wanted.build());
    var json = RestJson.object();
    json.put("events", page.getEventsList().stream().map(RestAudit::shown).toList());
    if (!page.getNextPageToken().isEmpty()) {
      json.put("next_page_token", page.getNextPageToken());
    }
    return RestJson.body(json);
  }

  private static Map<String, @Nullable Object> shown(AuditEvent event) {
    var json = RestJson.of(event);
    json.replace("refusal", event.hasRefusal() ? RestJson.of(event.getRefusal()) : null);
    return json;
  }

  private static void time(Fields fields, String name, String text, Consumer<Timestamp> setter) {
    if (text.isEmpty()) {
      return;
    }
    try {
      setter.accept(Issuing.timestamp(Instant.parse(text)));
    } catch (DateTimeException e) {
      fields.require(name, false, "must be a time such as 2026-01-01T12:00:00Z, or absent");
    }
  }
}
