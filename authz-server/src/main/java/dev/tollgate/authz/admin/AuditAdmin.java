package dev.tollgate.authz.admin;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.AuditEvent;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.admin.v1.ListAuditEventsResponse;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who did what, to be read. */
final class AuditAdmin {
  private static final Pattern ACTION = Pattern.compile("[a-z][a-z_]{0,31}\\.[a-z][a-z_]{0,31}");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  /** The years 1 to 9999, as RFC 3339 has them. */
  private static final long SECONDS_LEAST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();

  private static final long SECONDS_MOST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final int NANOS_MOST = 999_999_999;

  private final OrganizationAdmin organizations;
  private final JdbcAuditEvents events;

  AuditAdmin(OrganizationAdmin organizations, JdbcAuditEvents events) {
    this.organizations = organizations;
    this.events = events;
  }

  ListAuditEventsResponse list(Caller caller, ListAuditEventsRequest request) {
    check(request);
    var filter = filter(caller, request);
    long after = after(caller, request.getPageToken());
    var page = Page.read(request.getPageSize(), limit -> events.list(caller, filter, after, limit));
    return ListAuditEventsResponse.newBuilder()
        .addAllEvents(page.items())
        .setNextPageToken(page.nextToken(AuditEvent::getEventId))
        .build();
  }

  private static void check(ListAuditEventsRequest request) {
    var fields = new Fields();
    time(fields, "since", request.getSince());
    time(fields, "until", request.getUntil());
    fields
        .optionalText("organization", request.getOrganization(), 64)
        .optionalText("subject", request.getSubject(), 255)
        .optionalText("actor", request.getActor(), 255)
        .require(
            "action",
            request.getAction().isEmpty() || ACTION.matcher(request.getAction()).matches(),
            "must be one such as key.created, or empty for all")
        .optionalText("page_token", request.getPageToken(), 64)
        .page(request.getPageSize())
        .check();
  }

  private static void time(Fields fields, String field, Timestamp time) {
    fields.require(
        field,
        time.getSeconds() >= SECONDS_LEAST
            && time.getSeconds() <= SECONDS_MOST
            && time.getNanos() >= 0
            && time.getNanos() <= NANOS_MOST,
        "must be a time in the years 1 to 9999, or absent");
  }

  private AuditFilter filter(Caller caller, ListAuditEventsRequest request) {
    return new AuditFilter(
        request.getOrganization().isEmpty()
            ? null
            : organizations.find(caller, request.getOrganization()).getId(),
        request.getSubject(),
        request.getActor(),
        request.getAction(),
        instant(request.hasSince(), request.getSince()),
        instant(request.hasUntil(), request.getUntil()));
  }

  private static @Nullable Instant instant(boolean present, Timestamp time) {
    return present ? Instant.ofEpochSecond(time.getSeconds(), time.getNanos()) : null;
  }

  /** A page token is the number of the last event of the page before. */
  private long after(Caller caller, String token) {
    Fields.checkPageToken(
        token,
        text -> NUMBER.matcher(text).matches() && events.exists(caller, Long.parseLong(text)));
    return token.isEmpty() ? 0 : Long.parseLong(token);
  }
}
