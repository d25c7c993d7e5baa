package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.VerifyRequest;
import dev.tollgate.proto.ledger.v1.VerifyResponse;
import picocli.CommandLine.Command;

@Command(
    name = "verify-ledger",
    description =
        "Recompute every balance, lease and remainder from entries and charges, and compare."
            + " The exit code is 1 if anything differs.")
final class VerifyLedger extends AdminCommand {
  VerifyLedger(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer = connection.ledgerForVerification().verify(VerifyRequest.getDefaultInstance());
    print(answer, () -> report(answer));
    return answer.getHolds() ? DONE : FAILED;
  }

  private static String report(VerifyResponse answer) {
    var text =
        new StringBuilder(answer.getHolds() ? "The ledger holds: " : "THE LEDGER DOES NOT HOLD: ");
    text.append(
        "%d accounts, %d entries, %d charges, %d leases checked."
            .formatted(
                answer.getAccountsChecked(),
                answer.getEntriesChecked(),
                answer.getChargesChecked(),
                answer.getLeasesChecked()));
    if (answer.getDetailsCount() == 0) {
      return text.toString();
    }
    var table = new Table("INVARIANT", "ROW", "COLUMN", "FOUND", "EXPECTED");
    for (var difference : answer.getDetailsList()) {
      table.row(
          difference.getInvariant(),
          difference.getSubject(),
          difference.getColumn(),
          difference.getFound(),
          difference.getExpected());
    }
    return text.append("\n\n").append(table).toString();
  }
}
