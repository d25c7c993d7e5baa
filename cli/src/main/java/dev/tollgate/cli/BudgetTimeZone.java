package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.SetTimeZoneRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "timezone",
    description = {
      "Say by whose calendar the days, weeks and months of an organization begin and end, and"
          + " those",
      "of its users and keys. Until then it is UTC."
    })
final class BudgetTimeZone extends AdminCommand {
  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      required = true,
      description = "The organization.")
  private String organization = "";

  @Parameters(paramLabel = "ZONE", description = "For example \"Europe/Berlin\".")
  private String zone = "";

  BudgetTimeZone(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer =
        connection
            .ledger()
            .setTimeZone(
                SetTimeZoneRequest.newBuilder()
                    .setOrganization(organization)
                    .setZone(zone)
                    .build());
    print(
        answer,
        () -> {
          var table = new Table("ORGANIZATION", "TIME ZONE");
          table.row(answer.getTimeZone().getOrganization(), answer.getTimeZone().getZone());
          return table.toString();
        });
    return DONE;
  }
}
