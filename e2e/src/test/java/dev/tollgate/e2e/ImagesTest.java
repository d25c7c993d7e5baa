package dev.tollgate.e2e;

import static dev.tollgate.e2e.Calls.isCharged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Images: by the piece, at what a service pays, and by tokens. */
@ExtendWith(SharedGateway.class)
final class ImagesTest {
  private static final long CREDIT = 1_000_000_000;

  private final Gateway gateway;
  private final Calls calls;

  ImagesTest(Gateway gateway) {
    this.gateway = gateway;
    this.calls = new Calls(gateway);
  }

  private HttpResponse<String> image(String key, String path, String members) throws Exception {
    return calls.post(key, path, "{\"prompt\":\"A point\"," + members + "}");
  }

  /** A service that pays by the book for services, and has 10,000 credits; returns its key. */
  private String service(String slug) throws IOException {
    gateway
        .keys()
        .createOrganization(
            CreateOrganizationRequest.newBuilder()
                .setSlug(slug)
                .setIsServiceAccount(true)
                .setPriceBook("managed")
                .build());
    gateway
        .money()
        .grant(
            GrantRequest.newBuilder()
                .setAccount("wallet:organization:" + slug)
                .setNanocredits(10_000 * CREDIT)
                .setIdempotencyKey(slug)
                .build());
    var key = CreateOrganizationKeyRequest.newBuilder().setOrganization(slug).setName("e2e");
    return gateway.keys().createOrganizationKey(key.build()).getApiKey();
  }

  @Test
  void aServicesImageOfTheSmallestSizeCostsItElevenCredits() throws Exception {
    var slug = "presenton-" + UUID.randomUUID();
    var answer =
        image(
            service(slug),
            "/api/v1/llm/image/generations",
            "\"model\":\"dall-e-2\",\"size\":\"256x256\"");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"data\":[{\"url\":\"https://images.invalid/")
        .contains("\"cost_incurred\":11,\"credits_remaining\":9989,");
    var charge = calls.charge("wallet:organization:" + slug);
    isCharged(charge, Evidence.EVIDENCE_FIXED, 11 * CREDIT);
    assertThat(charge.getUsage().getUnits()).isEqualTo(1);
    assertThat(charge.getUsage().getVariant()).isEqualTo("256x256");
    assertThat(charge.getAdmission().getPriceVersion().getBook()).isEqualTo("managed");
    assertThat(charge.getBalanceBefore()).isEqualTo(10_000 * CREDIT);
    assertThat(charge.getBalanceAfter()).isEqualTo(9_989 * CREDIT);
    // Under the old names, in the units of each.
    assertThat(old("credits_used", "service_usage_log", slug)).isEqualTo("11000");
    assertThat(old("credits_available", "service_credit_balances", slug)).isEqualTo("9989");
  }

  private String old(String column, String view, String service) throws Exception {
    var sql = "SELECT trim_scale(%s) FROM ledger.%s WHERE service_name = ?".formatted(column, view);
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, service);
      var row = select.executeQuery();
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  @Test
  void imagesByTokensAreChargedTheProvidersCountsWholeAndInEvents() throws Exception {
    for (var stream : new String[] {"", ",\"stream\":true,\"partial_images\":2"}) {
      var caller = gateway.caller(CREDIT);
      var members = "\"model\":\"gpt-image-1\",\"quality\":\"low\",\"size\":\"1024x1536\"" + stream;
      var answer = image(caller.apiKey(), "/v1/images/generations", members);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      var charge = calls.charge(caller.wallet());
      // "A point" is 2 tokens; an image 408, and 100 more for each partial one.
      long output = stream.isEmpty() ? 408 : 608;
      isCharged(charge, Evidence.EVIDENCE_EXACT, 2 * 5_000 + output * 40_000);
    }
  }

  @Test
  void whatHasNoPriceIsRefusedAndWhatTheProviderRefusesIsFree() throws Exception {
    var caller = gateway.caller(CREDIT);
    var members = "\"model\":\"dall-e-2\",\"size\":";
    var large = image(caller.apiKey(), "/v1/images/generations", members + "\"1792x1024\"");
    assertThat(large.statusCode()).isEqualTo(400);
    assertThat(large.body()).contains("\"param\":\"size\"", "1024x1024, 512x512, 256x256");
    var many = image(caller.apiKey(), "/v1/images/generations", members + "\"256x256\",\"n\":11");
    assertThat(many.statusCode()).isEqualTo(400);
    var charge = calls.charge(caller.wallet());
    isCharged(charge, Evidence.EVIDENCE_ZERO, 0);
    assertThat(gateway.balance(caller)).isEqualTo(CREDIT);
  }
}
