package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "dark",
    description =
        "List requests whose end nobody saw, newest first, and what became of each. One that is"
            + " dark is charged its hold until usage arrives.")
final class UsageDark extends AdminCommand {
  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Wallet wallet = new Wallet();

  @Option(
      names = "--key",
      paramLabel = "KEY_ID",
      defaultValue = "",
      description = "Only what this key asked for.")
  private String keyId = "";

  @Mixin private Page page = new Page();

  UsageDark(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        ListUsageRequest.newBuilder()
            .setAccount(wallet.accountId())
            .setKeyId(keyId)
            .setWithoutLastLine(true)
            .setPageSize(page.limit())
            .setPageToken(page.token());
    var answer = connection.ledger().listUsage(request.build());
    print(answer, () -> text(answer.getChargesList()));
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }

  private static String text(List<Charge> charges) {
    var table =
        new Table("ADMITTED", "REQUEST", "USER", "MODEL", "KIND", "EVIDENCE", "HELD", "COST");
    int dark = 0;
    long darkNanocredits = 0;
    for (var charge : charges) {
      var admission = charge.getAdmission();
      table.row(
          Table.time(admission.getAdmittedAtMs()),
          admission.getRequestId(),
          admission.getUserId(),
          admission.getModel(),
          charge.getKind(),
          UsageList.evidence(charge.getUsage().getEvidence()),
          Credits.text(admission.getHold().getNanocredits()),
          Credits.text(charge.getCost().getNanocredits()));
      if (charge.getKind().equals("dark")) {
        dark++;
        darkNanocredits += charge.getCost().getNanocredits();
      }
    }
    return table
        + "\nStill dark of these: %d, charged %s".formatted(dark, Credits.text(darkNanocredits));
  }
}
