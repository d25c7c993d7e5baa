package dev.tollgate.cli;

import com.google.protobuf.MessageOrBuilder;
import dev.tollgate.proto.ledger.v1.Account;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A command that moves credit, once, and shows the wallet as it is then. */
abstract class MovementCommand extends AdminCommand {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private Wallet wallet = new Wallet();

  @Option(
      names = "--reference",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "An invoice, a ticket.")
  private String reference = "";

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      defaultValue = "",
      description = "What has one key is applied once. A new key if left out.")
  private String idempotencyKey = "";

  MovementCommand(Session session) {
    super(session);
  }

  /** What the ledger answered. */
  record Answer(MessageOrBuilder message, Account account, boolean repeated) {}

  /** Asks the ledger. */
  abstract Answer move(Connection connection, String key);

  final Wallet wallet() {
    return wallet;
  }

  final String reference() {
    return reference;
  }

  @Override
  final int run(Connection connection) {
    var key = idempotencyKey.isEmpty() ? session().newIds().get() : idempotencyKey;
    var answer = moveOrExplain(connection, key);
    print(answer.message(), () -> CreditsShow.table(answer.account()).toString());
    if (answer.repeated()) {
      remark(
          "This idempotency key had been applied before: nothing was moved now, and this is how"
              + " the wallet was then.");
    }
    return DONE;
  }

  private Answer moveOrExplain(Connection connection, String key) {
    try {
      return move(connection, key);
    } catch (StatusRuntimeException e) {
      if (mayHaveBeenApplied(e.getStatus())) {
        remark("To try again without moving credit twice, add --idempotency-key " + key);
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
