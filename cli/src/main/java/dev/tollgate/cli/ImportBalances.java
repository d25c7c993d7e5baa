package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.OldTable;
import dev.tollgate.cli.oldtables.OldTables;
import dev.tollgate.cli.oldtables.SourceException;
import dev.tollgate.cli.oldtables.Sources;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "balances",
    description = {
      "Take over balances of another system, and what it had charged, for reports.",
      "Reads the tables organization_credits, user_credits, credit_transactions and",
      "service_usage_log, and writes nothing there. Take its organizations and users over before,"
          + " by",
      "import keys. Repeating it changes nothing: a balance that differs by then is reported."
    })
final class ImportBalances extends AdminCommand {
  private static final List<OldTable> WANTED =
      Stream.of(OldTable.BALANCES, OldTable.CHARGES).flatMap(List::stream).toList();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "SOURCE",
      description = {
        "A directory with a CSV file for each table, or postgresql://USER@HOST:PORT/DATABASE",
        "with the password in the variable PGPASSWORD."
      })
  private String from = "";

  @Option(
      names = "--source",
      paramLabel = "NAME",
      defaultValue = "legacy",
      description = {
        "What the other system is called here; \"${DEFAULT-VALUE}\" if left out. The same as for",
        "import keys."
      })
  private String source = "";

  @Option(names = "--dry-run", description = "Judge every row, change nothing.")
  private boolean dryRun;

  ImportBalances(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    try (var tables = open()) {
      var report = new BalanceReport(dryRun);
      new BalanceRun(connection, source, dryRun, report).take(tables);
      new ChargeRun(connection, source, dryRun, report, this::remark).take(tables);
      print(report.toStruct(), report::toText);
      return report.holds() ? DONE : FAILED;
    }
  }

  /** Nothing has been sent yet: whatever is wrong here is wrong with the command. */
  private OldTables open() {
    try {
      return Sources.open(from, session().environment(), WANTED);
    } catch (SourceException e) {
      throw new MisconfiguredException(String.valueOf(e.getMessage()));
    }
  }
}
