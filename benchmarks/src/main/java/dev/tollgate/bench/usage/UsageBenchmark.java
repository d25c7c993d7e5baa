package dev.tollgate.bench.usage;

import dev.tollgate.bench.Benchmark;
import dev.tollgate.bench.Subject;
import dev.tollgate.bench.ledger.Fleet;
import dev.tollgate.bench.usage.Questions.Known;
import dev.tollgate.ledger.credits.JdbcPartitions;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.verify.JdbcVerification;
import dev.tollgate.proto.ledger.v1.PricesRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What questions and charges cost with millions of usage rows in the ledger. */
@Command(
    name = "usage",
    description =
        "Fills a ledger with a history and measures questions and charges; benchmarks/README.md"
            + " explains.")
public final class UsageBenchmark extends Benchmark<UsagePlan> {
  private static final long GRANTED_NANOCREDITS = 100_000_000_000_000_000L;
  private static final int REPLICAS = 4;
  private static final int KNOWN = 1_000;

  @Option(names = "--quick", description = "some seconds: shows that it works, measures little")
  private boolean quick;

  @Option(
      names = "--rows",
      defaultValue = "10000000",
      description = "charges of the history (default ${DEFAULT-VALUE})")
  private int rows;

  @Option(
      names = "--data",
      description = "keep the filled ledger there, and use the one that is there; gigabytes")
  private @Nullable Path data;

  public static void main(String[] args) {
    main(new UsageBenchmark(), args);
  }

  @Override
  protected String size() {
    return "--rows";
  }

  @Override
  protected UsagePlan plan() {
    return quick ? UsagePlan.quick() : UsagePlan.full(rows);
  }

  @Override
  protected void run(UsagePlan plan) throws IOException {
    var state = state();
    var kept = data == null ? state.resolve("filled") : data.toAbsolutePath();
    say("starting; logs and data are in %s until all is well".formatted(kept));
    try (var filled = Subject.start(kept);
        var ledger = new LedgerCalls(filled);
        var connection = filled.database()) {
      var today = LocalDate.now(ZoneOffset.UTC);
      var customers = Customers.of(plan);
      fill(plan, filled, ledger, connection, customers, today);
      ask(plan, ledger, connection, customers, today);
      charge(plan, filled, state.resolve("empty"));
      verify(filled);
    } catch (SQLException e) {
      throw new IOException("PostgreSQL: " + e.getMessage(), e);
    }
    delete(state);
  }

  private void fill(
      UsagePlan plan,
      Subject filled,
      LedgerCalls ledger,
      Connection connection,
      Customers customers,
      LocalDate today)
      throws IOException, SQLException {
    var history = new History(connection, plan);
    if (history.exists()) {
      return;
    }
    long begun = System.nanoTime();
    for (var organization : customers.organizations()) {
      filled.grant(organization.wallet(), GRANTED_NANOCREDITS);
    }
    var partitions = new JdbcPartitions(new Transactions(filled.databases()));
    for (int day = 1; day <= plan.days(); day++) {
      partitions.make(today.minusDays(day));
    }
    var sales = Sale.at(ledger.replica().prices(PricesRequest.getDefaultInstance()));
    history.write(
        customers,
        sales,
        today,
        (date, soFar) -> {
          if (date.getDayOfMonth() % 10 == 0) {
            say("%,d charges, up to %s".formatted(soFar, date));
          }
        });
    say(
        "%,d charges of %d days by %,d keys of %d organizations, written in %d s"
            .formatted(
                plan.rows(),
                plan.days(),
                customers.keys(),
                plan.organizations(),
                (System.nanoTime() - begun) / 1_000_000_000));
  }

  /** By the ledger's own code, beside the server: it may take as long as it takes. */
  private void verify(Subject filled) throws IOException, SQLException {
    long begun = System.nanoTime();
    var books = new JdbcVerification(new Transactions(filled.databases())).run();
    if (!books.holds()) {
      throw new IOException("the ledger does not hold: " + books.differences());
    }
    say(
        "the ledger holds: %,d charges, %,d entries, %d accounts; verified in %d s\n"
            .formatted(
                books.charges(),
                books.entries(),
                books.accounts(),
                (System.nanoTime() - begun) / 1_000_000_000));
  }

  private void ask(
      UsagePlan plan,
      LedgerCalls ledger,
      Connection connection,
      Customers customers,
      LocalDate today)
      throws IOException, SQLException {
    var known = known(connection);
    var queries = new ExplainedQueries(connection);
    var questions =
        new Questions(
                ledger,
                customers,
                known,
                plan.monthBegins(today),
                today.minusDays(1),
                queries.database())
            .all();
    var answers = new Answers(plan.asked());
    answers.ask(questions);
    say(answers.report());
    for (var question : questions) {
      say(question.name() + "\n" + Answers.plans(question, queries) + "\n");
    }
  }

  private static List<Known> known(Connection connection) throws SQLException {
    var sql =
        """
        SELECT request_id, path[1], key_id FROM ledger.charge TABLESAMPLE SYSTEM (1)
        WHERE request_id <> '' ORDER BY md5(request_id) LIMIT %d
        """
            .formatted(KNOWN);
    var known = new ArrayList<Known>();
    try (var select = connection.createStatement();
        var rows = select.executeQuery(sql)) {
      while (rows.next()) {
        known.add(new Known(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    return known;
  }

  private void charge(UsagePlan plan, Subject filled, Path state) throws IOException {
    var rates = new InsertRates(plan);
    try (var empty = Subject.start(state);
        var emptyFleet = Fleet.start(empty, REPLICAS);
        var filledFleet = Fleet.start(filled, REPLICAS)) {
      rates.play(filled, filledFleet, empty, emptyFleet);
    }
    say(rates.report());
  }

  private static void delete(Path state) throws IOException {
    if (Files.exists(state)) {
      try (var all = Files.walk(state)) {
        for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
