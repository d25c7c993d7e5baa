package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.Explanation;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceResponse;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

@Command(
    name = "show",
    description = "Explain a wallet, in credits: where they came from, and where they are.")
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
    print(answer, () -> text(answer));
    return DONE;
  }

  private static String text(GetBalanceResponse answer) {
    var account = answer.getAccount();
    return "%s  %s%n%n%s%n%n%s%n%n%s"
        .formatted(
            Table.printable(account.getId()),
            Table.printable(account.getState()),
            lines(account, answer.getExplanation()),
            remainders(answer.getExplanation()),
            beside(answer.getExplanation()));
  }

  /** Each line adds up with those above it. */
  private static Table lines(Account account, Explanation why) {
    var table = new Table("", "CREDITS", "OF IT");
    table.row("granted", Credits.text(why.getGranted()), " ");
    table.row("+ corrected", Credits.text(why.getAdjusted()), " ");
    table.row("- withdrawn", Credits.text(why.getWithdrawn()), " ");
    table.row("- expired", Credits.text(why.getExpired()), " ");
    table.row(
        "- posted",
        Credits.text(account.getPosted()),
        "overrun "
            + Credits.text(account.getOverrun())
            + ", dark "
            + Credits.text(why.getDark())
            + usedElsewhere(why));
    table.row("= balance", Credits.text(account.getBalance()), " ");
    table.row(
        "- leased",
        Credits.text(account.getLeased()),
        "held by requests known by name " + Credits.text(why.getHeld()));
    table.row(
        "- claimed",
        Credits.text(account.getClaimed()),
        "expired " + Credits.text(account.getLapsed()));
    table.row(
        "= free",
        Credits.text(account.getBalance() - account.getLeased() - account.getClaimed()),
        " ");
    return table;
  }

  private static String usedElsewhere(Explanation why) {
    return why.getUsedElsewhere() == 0
        ? ""
        : ", used elsewhere " + Credits.text(why.getUsedElsewhere());
  }

  private static Table remainders(Explanation why) {
    var table = new Table("LEFT", "EXPIRES");
    for (var left : why.getRemaindersList()) {
      var time = Table.time(left.hasExpiresAt(), left.getExpiresAt());
      table.row(Credits.text(left.getRemaining()), left.getExpired() ? time + " (expired)" : time);
    }
    table.row(Credits.text(why.getUnexpiring()), "never");
    return table;
  }

  /** What no line above counts. */
  private static String beside(Explanation why) {
    return "Dark ceiling %s, written off %s."
        .formatted(Credits.text(why.getDarkCeiling()), Credits.text(why.getWrittenOff()));
  }

  /** One line, after a movement. */
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
