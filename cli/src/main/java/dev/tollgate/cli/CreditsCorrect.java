package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.CorrectBalanceRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "correct",
    description = "Add or take credits because a balance is wrong. A wallet must exist.")
final class CreditsCorrect extends MovementCommand {
  @Parameters(
      paramLabel = "AMOUNT",
      converter = Credits.SignedConverter.class,
      description = "Credits with a sign, such as +1.5 or -1.5.")
  private long nanocredits;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "What was wrong; the ledger keeps it.")
  private String reason = "";

  CreditsCorrect(Session session) {
    super(session);
  }

  @Override
  Answer move(Connection connection, String key) {
    var request =
        CorrectBalanceRequest.newBuilder()
            .setAccount(wallet().accountId())
            .setNanocredits(nanocredits)
            .setIdempotencyKey(key)
            .setReference(reference())
            .setReason(reason);
    var answer = connection.ledger().correctBalance(request.build());
    return new Answer(answer, answer.getAccount(), answer.getRepeated());
  }
}
