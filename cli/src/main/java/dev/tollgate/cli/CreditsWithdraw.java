package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "withdraw",
    description =
        "Take credits out of a wallet. What requests in flight hold is claimed, and leaves as it"
            + " comes home unspent.")
final class CreditsWithdraw extends MovementCommand {
  @Parameters(
      paramLabel = "AMOUNT",
      converter = Credits.Converter.class,
      description = "Credits, with up to 9 decimals.")
  private long nanocredits;

  CreditsWithdraw(Session session) {
    super(session);
  }

  @Override
  Answer move(Connection connection, String key) {
    var request =
        WithdrawRequest.newBuilder()
            .setAccount(wallet().accountId())
            .setNanocredits(nanocredits)
            .setIdempotencyKey(key)
            .setReference(reference());
    var answer = connection.ledger().withdraw(request.build());
    return new Answer(answer, answer.getAccount(), answer.getRepeated());
  }
}
