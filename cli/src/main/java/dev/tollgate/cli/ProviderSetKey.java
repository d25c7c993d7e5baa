package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "set-key",
    description = {
      "Store the platform's key at a provider, encrypted, in the place of the one before.",
      "It is read from the standard input, or asked for at a terminal; never given as an argument."
    })
final class ProviderSetKey extends AdminCommand {
  @Parameters(paramLabel = "PROVIDER", description = "As the configuration names it.")
  private String provider = "";

  @Mixin private ProviderKeyInput input = new ProviderKeyInput();

  ProviderSetKey(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var key = input.read(session(), "Key of " + Table.printable(provider));
    var request =
        SetProviderKeyRequest.newBuilder().setProvider(provider).setKey(key).setForce(input.force);
    var answer = connection.providerKeys().setProviderKey(request.build());
    print(answer, () -> ProviderTable.of(List.of(answer.getKey())));
    remark(
        "Every replica uses it within seconds. Test it: tollgate provider test-key "
            + answer.getKey().getProvider());
    return DONE;
  }
}
