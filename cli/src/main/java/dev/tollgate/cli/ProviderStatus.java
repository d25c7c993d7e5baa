package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ListProviderKeysRequest;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description = {
      "Show which key each provider has, how old it is, and whether it works.",
      "LAST MINUTES is how requests of the last five went, by the ledger."
    })
final class ProviderStatus extends AdminCommand {
  ProviderStatus(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer =
        connection.providerKeys().listProviderKeys(ListProviderKeysRequest.getDefaultInstance());
    print(answer, () -> ProviderTable.of(answer.getKeysList()));
    ProviderTable.remarks(answer.getKeysList()).forEach(this::remark);
    return DONE;
  }
}
