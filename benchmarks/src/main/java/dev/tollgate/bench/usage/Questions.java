package dev.tollgate.bench.usage;

import dev.tollgate.bench.usage.Customers.Organization;
import dev.tollgate.ledger.credits.JdbcStatements;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.ledger.usage.JdbcUsageDays;
import dev.tollgate.ledger.usage.UsageQuestion;
import dev.tollgate.proto.ledger.v1.ChargedRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** What a history is asked for: whole months of an organization, balances, single requests. */
final class Questions {
  private static final int PAGE = 1_000;
  private static final String FAST = "under 2 ms";
  private static final String REPORT = "under 200 ms";

  private final LedgerCalls ledger;
  private final Customers customers;
  private final List<Known> requests;
  private final LocalDate since;
  private final LocalDate until;
  private final JdbcUsageDays days;
  private final JdbcStatements statements;
  private final JdbcUsage usage;

  /** A request that was charged. */
  record Known(String requestId, String wallet, String keyId) {}

  /**
   * @param requests some of the history, from anywhere in it
   * @param database where the same is asked with {@link Question#query}
   */
  Questions(
      LedgerCalls ledger,
      Customers customers,
      List<Known> requests,
      LocalDate since,
      LocalDate until,
      DataSource database) {
    this.ledger = ledger;
    this.customers = customers;
    this.requests = List.copyOf(requests);
    this.since = since;
    this.until = until;
    var transactions = new Transactions(database);
    this.days = new JdbcUsageDays(transactions);
    this.statements = new JdbcStatements(transactions);
    this.usage = new JdbcUsage(transactions);
  }

  List<Question> all() {
    var all = new ArrayList<Question>();
    var largest = customers.largest();
    all.add(report("month, largest organization, in all", largest, List.of()));
    all.add(
        report(
            "month, largest organization, by model",
            largest,
            List.of(UsageDimension.USAGE_DIMENSION_MODEL)));
    all.add(
        report(
            "month, largest organization, by key",
            largest,
            List.of(UsageDimension.USAGE_DIMENSION_KEY)));
    all.add(
        report(
            "month, largest organization, by day and model",
            largest,
            List.of(UsageDimension.USAGE_DIMENSION_DAY, UsageDimension.USAGE_DIMENSION_MODEL)));
    all.add(
        report(
            "month, middle organization, by model",
            customers.middle(),
            List.of(UsageDimension.USAGE_DIMENSION_MODEL)));
    all.add(balance());
    all.add(cost());
    all.add(newest());
    return all;
  }

  private Question report(String name, Organization organization, List<UsageDimension> by) {
    var request =
        SummarizeUsageRequest.newBuilder()
            .setOrganizationId(organization.id())
            .setSince(since.toString())
            .setUntil(until.toString())
            .addAllBy(by)
            .setPageSize(PAGE)
            .build();
    var question =
        new UsageQuestion(
            Map.of(dev.tollgate.ledger.usage.UsageDimension.ORGANIZATION, organization.id()),
            since,
            until,
            by.stream().map(Questions::dimension).toList());
    return new Question(
        name,
        REPORT,
        _ -> ledger.admin().summarizeUsage(request),
        () -> days.sums(question, List.of(), PAGE));
  }

  private static dev.tollgate.ledger.usage.UsageDimension dimension(UsageDimension by) {
    return dev.tollgate.ledger.usage.UsageDimension.valueOf(
        by.name().replace("USAGE_DIMENSION_", ""));
  }

  private Question balance() {
    var wallet = customers.largest().wallet();
    var request = GetBalanceRequest.newBuilder().setAccount(wallet).build();
    return new Question(
        "balance, largest organization",
        FAST,
        _ -> ledger.admin().getBalance(request),
        () -> statements.read(wallet));
  }

  private Question cost() {
    return new Question(
        "what one request cost",
        "-",
        n -> {
          var known = requests.get(n % requests.size());
          ledger
              .replica()
              .charged(
                  ChargedRequest.newBuilder()
                      .setAccount(known.wallet())
                      .setRequestId(known.requestId())
                      .build());
        },
        () -> usage.find(requests.getFirst().wallet(), requests.getFirst().requestId()));
  }

  private Question newest() {
    return new Question(
        "newest 100 charges of a key",
        "-",
        n ->
            ledger
                .admin()
                .listUsage(
                    ListUsageRequest.newBuilder()
                        .setKeyId(requests.get(n % requests.size()).keyId())
                        .setPageSize(100)
                        .build()),
        () ->
            usage.list(
                new JdbcUsage.Filter("", requests.getFirst().keyId(), "", false),
                Long.MAX_VALUE,
                100));
  }
}
