package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.GrantKind;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "grant",
    description = "Add credits to a wallet; one that does not exist yet is created.")
final class CreditsGrant extends MovementCommand {
  /** What a grant is, as people write it. */
  enum Kind {
    grant(GrantKind.GRANT_KIND_UNSPECIFIED),
    purchase(GrantKind.GRANT_KIND_PURCHASE),
    refill(GrantKind.GRANT_KIND_REFILL),
    refund(GrantKind.GRANT_KIND_REFUND);

    private final GrantKind proto;

    Kind(GrantKind proto) {
      this.proto = proto;
    }
  }

  @Parameters(
      paramLabel = "AMOUNT",
      converter = Credits.Converter.class,
      description = "Credits, with up to 9 decimals.")
  private long nanocredits;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "grant",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if left out.")
  private Kind kind = Kind.grant;

  CreditsGrant(Session session) {
    super(session);
  }

  @Override
  Answer move(Connection connection, String key) {
    var request =
        GrantRequest.newBuilder()
            .setAccount(wallet().accountId())
            .setOwner(wallet().owner())
            .setNanocredits(nanocredits)
            .setKind(kind.proto)
            .setIdempotencyKey(key)
            .setReference(reference());
    var answer = connection.ledger().grant(request.build());
    return new Answer(answer, answer.getAccount(), answer.getRepeated());
  }
}
