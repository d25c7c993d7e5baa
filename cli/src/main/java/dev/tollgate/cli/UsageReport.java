package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageResponse;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    description = {
      "Sum up what was used and what it cost, by days of admission in UTC. All filters hold"
          + " together.",
      "INEXACT are requests that were charged by an estimate or a bound, DARK those whose usage was"
          + " never reported."
    })
final class UsageReport extends AdminCommand {
  private static final int PAGE = 1_000;
  private static final int GROUPS_MAX = 100_000;

  @Mixin private UsageFilter filter = new UsageFilter();

  @Mixin private UsageDays days = new UsageDays();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      split = ",",
      defaultValue = "organization,model",
      converter = DimensionConverter.class,
      description =
          "What sums are told apart by, up to five of key, user, organization, service, model,"
              + " provider, endpoint, day, month; ${DEFAULT-VALUE} if left out.")
  private List<UsageDimension> by = List.of();

  @Option(names = "--csv", description = "Print CSV; amounts are credits.")
  private boolean csv;

  UsageReport(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var question = SummarizeUsageRequest.newBuilder().addAllBy(by).setPageSize(PAGE);
    filter.addTo(question);
    days.addTo(question);
    var answer = all(connection, question);
    if (csv) {
      session().out().print(UsageSumText.csv(by, answer));
    } else {
      print(answer, () -> UsageSumText.table(by, answer).toString());
    }
    return DONE;
  }

  /** Every page as one answer, as long as anyone could read. */
  private SummarizeUsageResponse all(
      Connection connection, SummarizeUsageRequest.Builder question) {
    var all = SummarizeUsageResponse.newBuilder();
    do {
      var page = connection.ledger().summarizeUsage(question.build());
      all.addAllSums(page.getSumsList())
          .putAllOrganizations(page.getOrganizationsMap())
          .setTotal(page.getTotal());
      question.setPageToken(page.getNextPageToken());
    } while (!question.getPageToken().isEmpty() && all.getSumsCount() < GROUPS_MAX);
    if (!question.getPageToken().isEmpty()) {
      remark(
          "Only the first %d lines are shown: ask for less at once with a filter, or fewer days"
              .formatted(GROUPS_MAX));
    }
    return all.build();
  }
}
