package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ListByokProvidersRequest;
import dev.tollgate.proto.admin.v1.ListByokProvidersResponse;
import picocli.CommandLine.Command;

@Command(
    name = "providers",
    description = "Show where requests may go with a key of one's own, and in which tiers.")
final class ByokProviders extends AdminCommand {
  ByokProviders(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer = connection.byok().listByokProviders(ListByokProvidersRequest.getDefaultInstance());
    print(answer, () -> table(answer));
    remark("Tiers that may: " + String.join(", ", answer.getTiersList()));
    return DONE;
  }

  private static String table(ListByokProvidersResponse answer) {
    var table = new Table("PROVIDER", "SPEAKS LIKE", "KEYS BEGIN WITH");
    answer
        .getProvidersList()
        .forEach(one -> table.row(one.getName(), one.getApi(), one.getKeysBeginWith()));
    return table.toString();
  }
}
