package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "dark",
    description =
        "List requests whose end nobody saw, newest first, and what became of each. One that is"
            + " dark is charged its hold until usage arrives.")
final class UsageDark extends ChargeList {
  UsageDark(Session session) {
    super(session);
  }

  @Override
  void narrow(ListUsageRequest.Builder question) {
    question.setWithoutLastLine(true);
  }

  @Override
  String text(List<Charge> charges) {
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
