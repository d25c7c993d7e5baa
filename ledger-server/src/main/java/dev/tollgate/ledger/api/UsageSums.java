package dev.tollgate.ledger.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.tollgate.ledger.usage.JdbcUsageDays;
import dev.tollgate.ledger.usage.UsageDimension;
import dev.tollgate.ledger.usage.UsageMeasure;
import dev.tollgate.ledger.usage.UsageQuestion;
import dev.tollgate.ledger.usage.UsageUnit;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageResponse;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.UsageSum;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sums of usage as an answer. */
final class UsageSums {
  private static final int PAGE_DEFAULT = 100;
  private static final int PAGE_MAX = 1_000;
  private static final int DIMENSIONS_MAX = 5;
  private static final LocalDate FIRST = LocalDate.EPOCH;
  private static final LocalDate LAST = LocalDate.of(2200, 1, 1);

  private UsageSums() {}

  static SummarizeUsageResponse answer(SummarizeUsageRequest request, JdbcUsageDays days)
      throws SQLException {
    var fields = new Fields();
    var by = by(fields, request);
    var only = only(fields, request);
    var since = date(fields, "since", request.getSince(), FIRST);
    var until = date(fields, "until", request.getUntil(), LAST);
    fields.between("page_size", request.getPageSize(), 0, PAGE_MAX);
    var after = after(fields, request.getPageToken(), by.size());
    fields.check();
    int size = request.getPageSize() == 0 ? PAGE_DEFAULT : request.getPageSize();
    var page = days.sums(new UsageQuestion(only, since, until, by), after, size);
    var answer = SummarizeUsageResponse.newBuilder().setTotal(proto(page.total()));
    page.sums().forEach(sum -> answer.addSums(proto(sum)));
    return page.more()
        ? answer.setNextPageToken(token(page.sums().getLast().group())).build()
        : answer.build();
  }

  private static List<UsageDimension> by(Fields fields, SummarizeUsageRequest request) {
    fields.require(
        request.getByCount() <= DIMENSIONS_MAX
            && Set.copyOf(request.getByList()).size() == request.getByCount(),
        "by",
        "must name at most " + DIMENSIONS_MAX + " dimensions, each once");
    var by = new ArrayList<UsageDimension>();
    for (var dimension : request.getByList()) {
      switch (dimension) {
        case USAGE_DIMENSION_KEY -> by.add(UsageDimension.KEY);
        case USAGE_DIMENSION_USER -> by.add(UsageDimension.USER);
        case USAGE_DIMENSION_ORGANIZATION -> by.add(UsageDimension.ORGANIZATION);
        case USAGE_DIMENSION_SERVICE -> by.add(UsageDimension.SERVICE);
        case USAGE_DIMENSION_MODEL -> by.add(UsageDimension.MODEL);
        case USAGE_DIMENSION_PROVIDER -> by.add(UsageDimension.PROVIDER);
        case USAGE_DIMENSION_ENDPOINT -> by.add(UsageDimension.ENDPOINT);
        case USAGE_DIMENSION_DAY -> by.add(UsageDimension.DAY);
        case USAGE_DIMENSION_MONTH -> by.add(UsageDimension.MONTH);
        case USAGE_DIMENSION_UNSPECIFIED, UNRECOGNIZED ->
            fields.require(false, "by", "must name dimensions that are known here");
      }
    }
    return by;
  }

  private static Map<UsageDimension, String> only(Fields fields, SummarizeUsageRequest request) {
    var only = new EnumMap<UsageDimension, String>(UsageDimension.class);
    only.put(UsageDimension.KEY, request.getKeyId());
    only.put(UsageDimension.USER, request.getUserId());
    only.put(UsageDimension.ORGANIZATION, request.getOrganizationId());
    only.put(UsageDimension.SERVICE, request.getService());
    only.put(UsageDimension.MODEL, request.getModel());
    only.put(UsageDimension.PROVIDER, request.getProvider());
    only.put(UsageDimension.ENDPOINT, request.getEndpoint());
    fields.text("key_id", request.getKeyId(), 0);
    fields.text("user_id", request.getUserId(), 0);
    fields.text("organization_id", request.getOrganizationId(), 0);
    fields.text("service", request.getService(), 0);
    fields.text("model", request.getModel(), 0);
    fields.text("provider", request.getProvider(), 0);
    fields.text("endpoint", request.getEndpoint(), 0);
    only.values().removeIf(String::isEmpty);
    return only;
  }

  static LocalDate date(Fields fields, String field, String text, LocalDate otherwise) {
    try {
      var date = text.isEmpty() ? otherwise : LocalDate.parse(text);
      fields.require(
          !date.isBefore(FIRST) && !date.isAfter(LAST), field, "must be from 1970 to 2199");
      return date;
    } catch (DateTimeParseException e) {
      fields.require(false, field, "must be a day such as 2026-11-26");
      return otherwise;
    }
  }

  private static String token(List<String> group) {
    return group.stream()
        .map(value -> Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(UTF_8)))
        .collect(joining("."));
  }

  private static List<String> after(Fields fields, String token, int dimensions) {
    if (token.isEmpty()) {
      return List.of();
    }
    try {
      var group =
          Arrays.stream(token.split("\\.", -1))
              .map(value -> new String(Base64.getUrlDecoder().decode(value), UTF_8))
              .toList();
      boolean fits =
          group.size() == dimensions && group.stream().noneMatch(value -> value.indexOf('\0') >= 0);
      fields.require(fits, "page_token", "must be the next_page_token of an answer");
      return group;
    } catch (IllegalArgumentException e) {
      fields.require(false, "page_token", "must be the next_page_token of an answer");
      return List.of();
    }
  }

  private static UsageSum proto(dev.tollgate.ledger.usage.UsageSum sum) {
    return UsageSum.newBuilder()
        .addAllGroup(sum.group())
        .setRequests(sum.of(UsageMeasure.REQUESTS))
        .setFailed(sum.of(UsageMeasure.FAILED))
        .setDark(sum.of(UsageMeasure.DARK))
        .setDarkNanocredits(sum.of(UsageMeasure.DARK_NANOCREDITS))
        .setInexact(sum.of(UsageMeasure.INEXACT))
        .setInexactNanocredits(sum.of(UsageMeasure.INEXACT_NANOCREDITS))
        .setVoided(sum.of(UsageMeasure.VOIDED))
        .setCostNanocredits(sum.of(UsageMeasure.COST_NANOCREDITS))
        .setWrittenOffNanocredits(sum.of(UsageMeasure.WRITTEN_OFF_NANOCREDITS))
        .setTokens(
            TokenCounts.newBuilder()
                .setInput(sum.of(UsageMeasure.TOKENS_INPUT))
                .setCachedInput(sum.of(UsageMeasure.TOKENS_CACHED_INPUT))
                .setCacheWrite(sum.of(UsageMeasure.TOKENS_CACHE_WRITE))
                .setCacheWrite1H(sum.of(UsageMeasure.TOKENS_CACHE_WRITE_1H))
                .setOutput(sum.of(UsageMeasure.TOKENS_OUTPUT))
                .setReasoning(sum.of(UsageMeasure.TOKENS_REASONING))
                .setAudioInput(sum.of(UsageMeasure.TOKENS_AUDIO_INPUT))
                .setAudioOutput(sum.of(UsageMeasure.TOKENS_AUDIO_OUTPUT)))
        .setDurationMs(sum.of(UsageMeasure.DURATION_MS))
        .setImages(sum.of(UsageUnit.IMAGES))
        .setCharacters(sum.of(UsageUnit.CHARACTERS))
        .setSeconds(sum.of(UsageUnit.SECONDS))
        .setByok(sum.of(UsageMeasure.BYOK))
        .setByokNanocredits(sum.of(UsageMeasure.BYOK_NANOCREDITS))
        .build();
  }
}
