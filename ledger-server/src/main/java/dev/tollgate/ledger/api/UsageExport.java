package dev.tollgate.ledger.api;

import dev.tollgate.ledger.usage.JdbcUsageExport;
import dev.tollgate.proto.ledger.v1.ExportUsageRequest;
import dev.tollgate.proto.ledger.v1.ExportUsageResponse;
import java.sql.SQLException;
import java.time.LocalDate;

/** A day's charges as answers. */
final class UsageExport {
  private static final int PAGE_MAX = 1_000;

  private UsageExport() {}

  static ExportUsageResponse answer(ExportUsageRequest request, JdbcUsageExport export)
      throws SQLException {
    var fields = new Fields();
    var day = UsageSums.date(fields, "day", request.getDay(), LocalDate.EPOCH);
    fields
        .require(!request.getDay().isEmpty(), "day", "must be a day such as 2026-11-26")
        .text("organization_id", request.getOrganizationId(), 0)
        .text("user_id", request.getUserId(), 0)
        .text("key_id", request.getKeyId(), 0)
        .between("page_size", request.getPageSize(), 0, PAGE_MAX)
        .require(
            request.getPageToken().matches("\\d{0,18}"),
            "page_token",
            "must be the next_page_token of an answer");
    fields.check();
    var filter =
        new JdbcUsageExport.Filter(
            request.getOrganizationId(), request.getUserId(), request.getKeyId());
    long after = request.getPageToken().isEmpty() ? 0 : Long.parseLong(request.getPageToken());
    int size = request.getPageSize() == 0 ? PAGE_MAX : request.getPageSize();
    var page = export.read(day, filter, after, size);
    return ExportUsageResponse.newBuilder()
        .addAllCharges(page.charges())
        .setNextPageToken(page.next() == 0 ? "" : Long.toString(page.next()))
        .build();
  }
}
