package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.RemoveProviderKeyRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "remove-key",
    description = {
      "Remove the stored key of a provider for good.",
      "The configuration's key counts again, if there is one and it may."
    })
final class ProviderRemoveKey extends AdminCommand {
  @Parameters(paramLabel = "PROVIDER", description = "As \"provider status\" shows it.")
  private String provider = "";

  ProviderRemoveKey(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request = RemoveProviderKeyRequest.newBuilder().setProvider(provider).build();
    var answer = connection.providerKeys().removeProviderKey(request);
    print(answer, () -> ProviderTable.of(List.of(answer.getKey())));
    return DONE;
  }
}
