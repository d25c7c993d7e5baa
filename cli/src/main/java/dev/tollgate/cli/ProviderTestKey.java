package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.TestProviderKeyRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "test-key",
    description = {
      "Ask a provider whether it accepts the key in use.",
      "Exit code 1 if it does not, or does not say."
    })
final class ProviderTestKey extends AdminCommand {
  @Parameters(paramLabel = "PROVIDER", description = "As \"provider status\" shows it.")
  private String provider = "";

  ProviderTestKey(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request = TestProviderKeyRequest.newBuilder().setProvider(provider).build();
    var key = connection.providerKeysForTest().testProviderKey(request);
    print(key, () -> ProviderTable.of(List.of(key.getKey())));
    ProviderTable.remarks(List.of(key.getKey())).forEach(this::remark);
    return key.getKey().getTestStatus().equals("valid") ? DONE : FAILED;
  }
}
