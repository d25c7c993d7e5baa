package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import dev.tollgate.proto.ledger.v1.UsageSum;
import dev.tollgate.proto.rest.v1.GetOrganizationUsageRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an organization used, as REST, for its own administrators too. */
final class RestUsage {
  private static final String PREFIX = "USAGE_DIMENSION_";
  private static final List<String> DIMENSIONS =
      List.of("key", "user", "service", "model", "provider", "endpoint", "day", "month");

  private final OrganizationAdmin organizations;
  private final UsageAdmin usage;

  RestUsage(OrganizationAdmin organizations, UsageAdmin usage) {
    this.organizations = organizations;
    this.usage = usage;
  }

  HttpBody sums(Caller caller, GetOrganizationUsageRequest request) {
    var organization = organizations.find(caller, request.getOrgId());
    var by = request.getByCount() == 0 ? List.of("model") : request.getByList();
    var fields = new Fields();
    var question =
        SummarizeUsageRequest.newBuilder()
            .setOrganizationId(organization.getId())
            .setPageSize(request.getPageSize())
            .setPageToken(request.getPageToken());
    days(fields, request, question);
    by.forEach(name -> question.addBy(dimension(fields, name)));
    fields.check();
    var answer = usage.sums(question.build());
    var json = RestJson.object();
    json.put("organization", organization.getSlug());
    json.put("since", orNull(question.getSince()));
    json.put("until", orNull(question.getUntil()));
    json.put("usage", answer.getSumsList().stream().map(sum -> shown(by, sum)).toList());
    json.put("total", shown(List.of(), answer.getTotal()));
    if (!answer.getNextPageToken().isEmpty()) {
      json.put("next_page_token", answer.getNextPageToken());
    }
    return RestJson.body(json);
  }

  private static void days(
      Fields fields, GetOrganizationUsageRequest request, SummarizeUsageRequest.Builder question) {
    if (request.getMonth().isEmpty()) {
      question.setSince(request.getSince()).setUntil(request.getUntil());
      return;
    }
    fields.require(
        "month",
        request.getSince().isEmpty() && request.getUntil().isEmpty(),
        "must be absent where since or until is given");
    try {
      var month = YearMonth.parse(request.getMonth());
      question.setSince(month.atDay(1).toString()).setUntil(month.atEndOfMonth().toString());
    } catch (DateTimeException e) {
      fields.require("month", false, "must be a month such as 2026-11");
    }
  }

  private static UsageDimension dimension(Fields fields, String name) {
    boolean known = DIMENSIONS.contains(name);
    fields.require("by", known, "must be of " + String.join(", ", DIMENSIONS));
    return known
        ? UsageDimension.valueOf(PREFIX + name.toUpperCase(Locale.ROOT))
        : UsageDimension.USAGE_DIMENSION_UNSPECIFIED;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** What tells the group apart, and its sums; amounts are credits. */
  private static Map<String, @Nullable Object> shown(List<String> by, UsageSum sum) {
    var json = RestJson.object();
    for (int i = 0; i < by.size(); i++) {
      json.put(by.get(i), sum.getGroup(i));
    }
    json.putAll(RestJson.of(sum, "requests", "failed", "dark", "inexact", "voided", "byok"));
    json.put("cost", credits(sum.getCostNanocredits()));
    json.put("dark_cost", credits(sum.getDarkNanocredits()));
    json.put("inexact_cost", credits(sum.getInexactNanocredits()));
    json.put("written_off", credits(sum.getWrittenOffNanocredits()));
    json.put("byok_spend", credits(sum.getByokNanocredits()));
    json.put("tokens", RestJson.of(sum.getTokens()));
    json.putAll(RestJson.of(sum, "images", "characters", "seconds"));
    json.put("duration_ms", sum.getDurationMs());
    return json;
  }

  private static BigDecimal credits(long nanocredits) {
    return BigDecimal.valueOf(nanocredits, 9).stripTrailingZeros();
  }
}
