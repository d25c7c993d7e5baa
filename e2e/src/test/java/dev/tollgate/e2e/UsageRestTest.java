package dev.tollgate.e2e;

import static dev.tollgate.e2e.RestClient.ORGANIZATIONS;
import static dev.tollgate.e2e.RestClient.isError;
import static dev.tollgate.e2e.RestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.GrantRequest;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What an organization used, by REST, for the platform and for its own administrator. */
@ExtendWith(SharedGateway.class)
final class UsageRestTest {
  private final String slug = "usage-" + UUID.randomUUID();
  private final String usage = ORGANIZATIONS + "/" + slug + "/usage";
  private final Gateway gateway;
  private final RestClient rest;

  UsageRestTest(Gateway gateway) {
    this.gateway = gateway;
    this.rest = new RestClient(gateway);
  }

  private String key(String permissions) throws Exception {
    var body = "{\"name\":\"k\",\"permissions\":[" + permissions + "]}";
    return json(rest.post(ORGANIZATIONS + "/" + slug + "/keys", body), 200)
        .get("api_key")
        .asString();
  }

  private JsonNode sums(String query) throws Exception {
    return json(rest.send("GET", usage + query, ""), 200);
  }

  @Test
  void anOrganizationsUsageIsSummedUpAsAsked() throws Exception {
    json(rest.post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"plan\":\"managed\"}"), 200);
    var grant =
        GrantRequest.newBuilder()
            .setAccount("wallet:organization:" + slug)
            .setNanocredits(1_000_000_000)
            .setIdempotencyKey(slug);
    var _ = gateway.money().grant(grant.build());
    var caller = key("\"llm:inference\"");
    assertThat(sums("").get("usage").size()).isZero();
    assertThat(sums("").get("total").get("requests").asInt()).isZero();

    var answer = gateway.send(gateway.chat(caller, "gpt-4o-mini", "How much?", ""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var today = LocalDate.now(ZoneOffset.UTC);
    var all =
        await()
            .until(
                () -> sums("?by=model&by=service&since=" + today.minusDays(1)),
                json -> json.get("usage").size() == 1);
    assertThat(all.propertyNames())
        .containsExactly("organization", "since", "until", "usage", "total");
    assertThat(all.get("organization").asString()).isEqualTo(slug);
    var sum = all.get("usage").get(0);
    assertThat(sum.get("model").asString()).isEqualTo("gpt-4o-mini");
    assertThat(sum.get("service").asString()).isEqualTo(slug);
    assertThat(sum.get("requests").asInt()).isEqualTo(1);
    var tokens = sum.get("tokens");
    assertThat(sum.get("cost").decimalValue().movePointRight(9).longValueExact())
        .isEqualTo(tokens.get("input").asLong() * 150 + tokens.get("output").asLong() * 600)
        .isPositive();
    assertThat(rest.send("GET", usage, "").body())
        .as("amounts are written out")
        .containsPattern("\"cost\":0\\.0*[1-9]\\d*,\"dark_cost\":0,");
    assertThat(all.get("total").get("cost")).isEqualTo(sum.get("cost"));

    var administrator = key("\"admin:*\"");
    var month = YearMonth.from(today);
    assertThat(
            json(rest.as(administrator, "GET", usage + "?month=" + month, ""), 200)
                .get("total")
                .get("requests")
                .asInt())
        .isBetween(0, 1); // 0 if the month has just turned
    isError(rest.as(administrator, "GET", ORGANIZATIONS + "/default/usage", ""), 404, "not_found");
    isError(rest.send("GET", usage + "?by=organization", ""), 400, "invalid_value");
    isError(rest.send("GET", usage + "?month=2026-13", ""), 400, "invalid_value");
    isError(rest.send("GET", usage + "?since=yesterday", ""), 400, "invalid_value");
  }
}
