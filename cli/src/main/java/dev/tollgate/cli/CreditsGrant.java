package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "grant",
    description = "Add credits to a wallet; one that does not exist yet is created.")
final class CreditsGrant extends AdminCommand {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private Wallet wallet = new Wallet();

  @Parameters(
      paramLabel = "AMOUNT",
      converter = Credits.Converter.class,
      description = "Credits, with up to 9 decimals.")
  private long nanocredits;

  @Option(
      names = "--reference",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why: an invoice, a ticket.")
  private String reference = "";

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      defaultValue = "",
      description = "Grants with one key are applied once. A new key if left out.")
  private String idempotencyKey = "";

  CreditsGrant(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var key = idempotencyKey.isEmpty() ? session().newIds().get() : idempotencyKey;
    var answer = grant(connection, key);
    print(answer, () -> CreditsShow.table(answer.getAccount()).toString());
    if (answer.getRepeated()) {
      remark("This idempotency key had been applied before: nothing was added now.");
    }
    return DONE;
  }

  private GrantResponse grant(Connection connection, String key) {
    var request =
        GrantRequest.newBuilder()
            .setAccount(wallet.accountId())
            .setOwner(wallet.owner())
            .setNanocredits(nanocredits)
            .setIdempotencyKey(key)
            .setReference(reference);
    try {
      return connection.ledger().grant(request.build());
    } catch (StatusRuntimeException e) {
      if (mayHaveBeenApplied(e.getStatus())) {
        remark("To try again without granting twice, add --idempotency-key " + key);
      }
      throw e;
    }
  }

  private static boolean mayHaveBeenApplied(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, INTERNAL, UNKNOWN -> true;
      default -> false;
    };
  }
}
