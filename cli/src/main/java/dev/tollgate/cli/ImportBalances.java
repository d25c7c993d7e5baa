package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.OldTable;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Mixin private ImportSource from = new ImportSource();

  ImportBalances(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    try (var tables = from.open(session(), WANTED)) {
      var report = new BalanceReport(from.dryRun);
      new BalanceRun(connection, from.name, from.dryRun, report).take(tables);
      new ChargeRun(connection, from.name, from.dryRun, report, this::remark).take(tables);
      print(report.toStruct(), report::toText);
      return report.holds() ? DONE : FAILED;
    }
  }
}
