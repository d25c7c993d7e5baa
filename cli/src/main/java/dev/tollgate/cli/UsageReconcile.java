package dev.tollgate.cli;

import static java.util.Objects.requireNonNull;

import dev.tollgate.cli.bill.Bill;
import dev.tollgate.cli.bill.BillColumns;
import dev.tollgate.cli.bill.BillException;
import dev.tollgate.cli.bill.Comparison;
import dev.tollgate.proto.ledger.v1.GetProviderCostsRequest;
import dev.tollgate.proto.ledger.v1.GetProviderCostsResponse;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "reconcile",
    description = {
      "Compare a provider's bill with what its requests must have cost, by day (UTC) and model.",
      "Reads CSV exports of OpenAI (costs, usage) and Anthropic (cost, usage), and others by"
          + " --columns.",
      "Exit codes: 0 equal within the tolerance; 3 different; 1 failed; 2 the command or the bill"
          + " is wrong."
    })
final class UsageReconcile extends AdminCommand {
  static final int DIFFERENT = 3;
  private static final int DAYS_MAX = 366;

  @Option(
      names = "--provider",
      required = true,
      paramLabel = "NAME",
      description = "Whose bill it is, as charges name it: openai, anthropic.")
  private String provider = "";

  @Option(
      names = "--bill",
      required = true,
      paramLabel = "FILE",
      description = "A CSV export with a header; repeatable: amounts in one, tokens in another.")
  private List<Path> files = List.of();

  @Option(
      names = "--columns",
      paramLabel = "COLUMNS",
      description = {
        "The columns of a bill of another form, for all files:",
        "day=Date,model=Model,amount=Cost,currency=Currency,in=Prompt+Cached,out=Completion;",
        "day, and amount, in or out must be there."
      })
  private @Nullable String columns;

  @Option(
      names = "--rename",
      paramLabel = "BILLED=MODEL",
      description = "By which name a model of the bill is known here; repeatable.")
  private Map<String, String> renamed = new HashMap<>();

  @Option(
      names = "--book",
      paramLabel = "BOOK",
      defaultValue = "default",
      description = "The price book with the provider's prices; ${DEFAULT-VALUE} if left out.")
  private String book = "";

  @Option(
      names = "--currency",
      paramLabel = "CODE",
      defaultValue = "USD",
      description = "The bill's; ${DEFAULT-VALUE} if left out.")
  private String currency = "";

  @Option(
      names = "--credit-price",
      paramLabel = "AMOUNT",
      defaultValue = "1",
      description = "What a credit of the book is in that currency; ${DEFAULT-VALUE} if left out.")
  private BigDecimal creditPrice = BigDecimal.ONE;

  @Option(
      names = "--tolerance",
      paramLabel = "AMOUNT",
      defaultValue = "0",
      description = "A difference of a day and model that counts as none, in that currency.")
  private BigDecimal tolerance = BigDecimal.ZERO;

  @Option(
      names = "--tolerance-percent",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "The same in percent of what the bill has, of tokens too.")
  private BigDecimal percent = BigDecimal.ZERO;

  @Option(names = "--all", description = "Show also what does not differ.")
  private boolean all;

  @Mixin private UsageDays days = new UsageDays();

  @Spec private @Nullable CommandSpec spec;

  UsageReconcile(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    require(creditPrice.signum() > 0, "--credit-price must be above 0");
    require(tolerance.signum() >= 0 && percent.signum() >= 0, "a tolerance must be 0 or more");
    var bill = bill();
    var billed = List.copyOf(bill.days());
    require(!billed.isEmpty() || days.first() != null, "the bill is empty");
    var first = days.first() == null ? billed.getFirst() : days.first();
    var last = days.last() == null ? billed.getLast() : days.last();
    long span = ChronoUnit.DAYS.between(first, last) + 1;
    require(span >= 1 && span <= DAYS_MAX, "the days must be from 1 to " + DAYS_MAX);
    var left = billed.stream().filter(day -> day.isBefore(first) || day.isAfter(last)).count();
    if (left > 0) {
      remark("%d days of the bill are not among those that are compared".formatted(left));
    }
    var tolerated = new Comparison.Tolerance(tolerance, percent);
    var comparison = new Comparison(bill, renamed, creditPrice, tolerated);
    var gaps = new TreeMap<LocalDate, GetProviderCostsResponse>();
    for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
      var known = known(connection, day, comparison.names(day));
      comparison.add(day, known);
      gaps.put(day, known);
    }
    var report = new ReconcileReport(bill, comparison, gaps, currency, all);
    print(report.toStruct(), report::toText);
    remark(
        "Not counted: lines of the usage log that an authz-server could not read; they are in its"
            + " quarantine.jsonl.");
    return comparison.holds() ? DONE : DIFFERENT;
  }

  private void require(boolean right, String problem) {
    if (!right) {
      throw new ParameterException(requireNonNull(spec).commandLine(), problem);
    }
  }

  private Bill bill() {
    var bill = new Bill(currency);
    try {
      var named = columns == null ? null : BillColumns.parse(columns);
      files.forEach(file -> bill.add(file, named));
      return bill;
    } catch (BillException e) {
      throw new MisconfiguredException(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          requireNonNull(spec).commandLine(), "--columns: " + e.getMessage());
    }
  }

  private GetProviderCostsResponse known(
      Connection connection, LocalDate day, List<String> models) {
    return connection
        .ledgerForImport()
        .getProviderCosts(
            GetProviderCostsRequest.newBuilder()
                .setDay(day.toString())
                .setProvider(provider)
                .setBook(book)
                .addAllModels(models)
                .build());
  }
}
