package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.Limits;
import dev.tollgate.ledger.limits.JdbcBudgets;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.wire.PolicyProtos;
import dev.tollgate.proto.ledger.v1.Budget;
import dev.tollgate.proto.ledger.v1.ListBudgetsRequest;
import dev.tollgate.proto.ledger.v1.ListBudgetsResponse;
import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.RemoveBudgetRequest;
import dev.tollgate.proto.ledger.v1.RemoveBudgetResponse;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import dev.tollgate.proto.ledger.v1.SetBudgetResponse;
import dev.tollgate.proto.ledger.v1.SetTimeZoneRequest;
import dev.tollgate.proto.ledger.v1.SetTimeZoneResponse;
import dev.tollgate.proto.ledger.v1.TimeZone;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits as administrators set and see them. */
final class Budgets {
  private static final long AMOUNT_MAX = 1_000_000_000_000_000_000L;
  private static final int PAGE_DEFAULT = 50;
  private static final int PAGE_MAX = 1_000;
  private static final Pattern OWNER = Pattern.compile("(key|user|organization):.{1,255}");

  private final Limits limits;
  private final JdbcBudgets budgets;

  Budgets(Limits limits, JdbcBudgets budgets) {
    this.limits = limits;
    this.budgets = budgets;
  }

  SetBudgetResponse set(SetBudgetRequest request) throws SQLException {
    var fields = new Fields();
    checkLimit(fields, request.getOwner(), request.getPeriod());
    fields.text("organization", request.getOrganization(), 1);
    switch (request.getLimitCase()) {
      case NANOCREDITS -> fields.between("nanocredits", request.getNanocredits(), 0, AMOUNT_MAX);
      case REQUESTS -> fields.between("requests", request.getRequests(), 0, AMOUNT_MAX);
      case SPEND_NANOCREDITS ->
          fields.between("spend_nanocredits", request.getSpendNanocredits(), 0, AMOUNT_MAX);
      case LIMIT_NOT_SET ->
          fields.require(
              false, "limit", "must say how much: nanocredits, spend_nanocredits or requests");
    }
    fields.check();
    var kind = PolicyProtos.kind(request.hasRequests(), request.hasSpendNanocredits());
    var limit = PolicyProtos.limit(request.getOwner(), request.getPeriod(), kind);
    limits.set(limit, request.getOrganization(), amount(request, kind));
    var budget = budgets.find(limit);
    if (budget == null) {
      throw GrpcErrors.aborted(
          "REMOVED", "this limit was removed at the same moment: set it again");
    }
    return SetBudgetResponse.newBuilder().setBudget(budget(budget)).build();
  }

  private static long amount(SetBudgetRequest request, LimitId.Kind kind) {
    return switch (kind) {
      case BUDGET -> request.getNanocredits();
      case SPEND -> request.getSpendNanocredits();
      case QUOTA -> request.getRequests();
    };
  }

  RemoveBudgetResponse remove(RemoveBudgetRequest request) throws SQLException {
    var fields = new Fields();
    checkLimit(fields, request.getOwner(), request.getPeriod());
    fields.require(
        !(request.getRequests() && request.getSpend()), "spend", "must not be set with requests");
    fields.check();
    var kind = PolicyProtos.kind(request.getRequests(), request.getSpend());
    var limit = PolicyProtos.limit(request.getOwner(), request.getPeriod(), kind);
    if (!limits.remove(limit)) {
      throw GrpcErrors.notFound(
          "%s has no limit on %s per %s"
              .formatted(request.getOwner(), counted(kind), limit.period().label()));
    }
    return RemoveBudgetResponse.getDefaultInstance();
  }

  private static String counted(LimitId.Kind kind) {
    return switch (kind) {
      case BUDGET -> "credits";
      case SPEND -> "credits with callers' own keys";
      case QUOTA -> "requests";
    };
  }

  ListBudgetsResponse list(ListBudgetsRequest request) throws SQLException {
    var fields = new Fields();
    fields.require(
        request.getOwner().isEmpty() || OWNER.matcher(request.getOwner()).matches(),
        "owner",
        "must be key:<id>, user:<id> or organization:<slug>, or empty");
    fields.text("organization", request.getOrganization(), 0);
    fields.between("page_size", request.getPageSize(), 0, PAGE_MAX);
    var after = BudgetPages.parse(request.getPageToken());
    fields.require(
        request.getPageToken().isEmpty() || after != null,
        "page_token",
        "must be the next_page_token of an answer");
    fields.check();
    int size = request.getPageSize() == 0 ? PAGE_DEFAULT : request.getPageSize();
    var page = budgets.list(request.getOwner(), request.getOrganization(), after, size);
    var answer = ListBudgetsResponse.newBuilder();
    page.budgets().forEach(budget -> answer.addBudgets(budget(budget)));
    return answer.setNextPageToken(BudgetPages.token(page.next())).build();
  }

  SetTimeZoneResponse setTimeZone(SetTimeZoneRequest request) throws SQLException {
    var fields = new Fields();
    fields.text("organization", request.getOrganization(), 1);
    var zone = zone(request.getZone());
    fields.require(
        zone != null,
        "zone",
        "must be a name of the IANA time zone database, such as Europe/Berlin or UTC");
    fields.check();
    limits.setTimeZone(request.getOrganization(), ZoneId.of(request.getZone()));
    return SetTimeZoneResponse.newBuilder()
        .setTimeZone(
            TimeZone.newBuilder()
                .setOrganization(request.getOrganization())
                .setZone(request.getZone()))
        .build();
  }

  private static @Nullable ZoneId zone(String name) {
    try {
      return ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static void checkLimit(Fields fields, String owner, Period period) {
    fields.require(
        OWNER.matcher(owner).matches() && owner.chars().noneMatch(Character::isISOControl),
        "owner",
        "must be key:<id>, user:<id> or organization:<slug>");
    fields.require(
        period != Period.PERIOD_UNSPECIFIED && period != Period.UNRECOGNIZED,
        "period",
        "must be day, week or month");
  }

  private static Budget budget(JdbcBudgets.Budget budget) {
    var limit = budget.account().limit();
    var answer =
        Budget.newBuilder()
            .setOwner(limit.owner())
            .setOrganization(budget.organization())
            .setPeriod(PolicyProtos.toProto(limit.period()))
            .setAccount(budget.account().id())
            .setResetsAt(GrantList.timestamp(budget.resetsAt()))
            .setSpent(budget.spent())
            .setLeased(budget.leased())
            .setLeft(Math.max(0, budget.limit() - budget.spent() - budget.leased()))
            .setTimeZone(budget.zone().getId());
    switch (limit.kind()) {
      case BUDGET -> answer.setNanocredits(budget.limit());
      case SPEND -> answer.setSpendNanocredits(budget.limit());
      case QUOTA -> answer.setRequests(budget.limit());
    }
    return answer.build();
  }
}
