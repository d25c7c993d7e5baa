package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

@Command(name = "show", description = "Show the balance of a wallet, in credits.")
final class CreditsShow extends AdminCommand {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private Wallet wallet = new Wallet();

  CreditsShow(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request = GetBalanceRequest.newBuilder().setAccount(wallet.accountId());
    var answer = connection.ledger().getBalance(request.build());
    print(answer, () -> table(answer.getAccount()).toString());
    return DONE;
  }

  static Table table(Account account) {
    var table =
        new Table("ACCOUNT", "STATE", "BALANCE", "AVAILABLE", "GRANTED", "POSTED", "LEASED");
    table.row(
        account.getId(),
        account.getState(),
        Credits.text(account.getBalance()),
        Credits.text(account.getAvailable()),
        Credits.text(account.getGranted()),
        Credits.text(account.getPosted()),
        Credits.text(account.getLeased()));
    return table;
  }
}
