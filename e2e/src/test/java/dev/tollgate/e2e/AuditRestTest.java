package dev.tollgate.e2e;

import static dev.tollgate.e2e.RestClient.ORGANIZATIONS;
import static dev.tollgate.e2e.RestClient.isError;
import static dev.tollgate.e2e.RestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The audit log by REST, through Envoy. */
@ExtendWith(SharedGateway.class)
final class AuditRestTest {
  private static final String AUDIT = "/api/v1/admin/audit";

  private final String slug = "audit-" + UUID.randomUUID();
  private final String keys = ORGANIZATIONS + "/" + slug + "/keys";
  private final RestClient rest;

  AuditRestTest(Gateway gateway) {
    this.rest = new RestClient(gateway);
  }

  private JsonNode key(String permission) throws Exception {
    var body = "{\"name\":\"k\",\"permissions\":[\"" + permission + "\"]}";
    return json(rest.post(keys, body), 200);
  }

  private void organization() throws Exception {
    json(rest.post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"plan\":\"managed\"}"), 200);
  }

  @Test
  void whoDidWhatIsListedInPagesAndByTime() throws Exception {
    organization();
    var first = key("llm:models");
    var second = key("llm:models");
    var query = AUDIT + "?organization=" + slug + "&page_size=2";
    var page = json(rest.send("GET", query, ""), 200);
    assertThat(page.propertyNames()).containsExactly("events", "next_page_token");
    var newest = page.get("events").get(0);
    assertThat(newest.propertyNames())
        .containsExactly(
            "event_id",
            "at",
            "actor",
            "action",
            "subject",
            "organization",
            "organization_id",
            "remote_address",
            "refusal");
    assertThat(newest.get("action").asString()).isEqualTo("key.created");
    assertThat(newest.get("subject")).isEqualTo(second.get("key_id"));
    assertThat(newest.get("remote_address").asString()).isEqualTo("127.0.0.1");
    var at = newest.get("at").asString();
    assertThat(at).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    var last =
        json(
            rest.send("GET", query + "&page_token=" + page.get("next_page_token").asString(), ""),
            200);
    assertThat(last.propertyNames()).containsExactly("events");
    assertThat(last.get("events").get(0).get("action").asString())
        .isEqualTo("organization.created");
    var since = json(rest.send("GET", query + "&since=" + at, ""), 200).get("events");
    assertThat(since.size()).isEqualTo(1);
    var until =
        json(rest.send("GET", query + "&action=key.created&until=" + at, ""), 200).get("events");
    assertThat(until.size()).isEqualTo(1);
    assertThat(until.get(0).get("subject")).isEqualTo(first.get("key_id"));
  }

  @Test
  void anOrganizationsAdministratorReadsItsOwnAlone() throws Exception {
    organization();
    var admin = key("admin:*").get("api_key").asString();
    var own = json(rest.as(admin, "GET", "/admin/audit", ""), 200).get("events");
    assertThat(own.size()).isEqualTo(2);
    isError(rest.as(admin, "GET", AUDIT + "?organization=default", ""), 404, "not_found");
  }

  @Test
  void aCallThatWasRefusedIsThere() throws Exception {
    organization();
    var plain = key("llm:models");
    var refused = rest.as(plain.get("api_key").asString(), "GET", AUDIT, "");
    var told = isError(refused, 403, "insufficient_scope");
    var query = AUDIT + "?action=call.refused&organization=" + slug;
    var event = json(rest.send("GET", query, ""), 200).get("events").get(0);
    assertThat(event.get("actor")).isEqualTo(plain.get("key_id"));
    assertThat(event.get("subject").asString()).isEqualTo("ListAuditEvents");
    assertThat(event.get("remote_address").asString()).isEqualTo("127.0.0.1");
    assertThat(event.get("refusal").get("code").asString()).isEqualTo("insufficient_scope");
    assertThat(event.get("refusal").get("reason").asString()).isEqualTo(told);
    assertThat(event.get("refusal").get("unrecorded").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"since=yesterday", "until=2026-01-01", "action=KEY", "page_token=x"})
  void aBadQueryIsRefusedByName(String query) throws Exception {
    var name = query.substring(0, query.indexOf('='));
    assertThat(isError(rest.send("GET", AUDIT + "?" + query, ""), 400, "invalid_value"))
        .startsWith(name + ": must be");
  }
}
