package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.AddByokKeyRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "add",
    description = {
      "Store a key of a user's or an organization's own, encrypted, in the place of the one"
          + " before.",
      "It is read from the standard input, or asked for at a terminal; never given as an argument."
    })
final class ByokAdd extends AdminCommand {
  @Parameters(paramLabel = "PROVIDER", description = "As \"byok providers\" shows it.")
  private String provider = "";

  @Mixin private ByokOwner owner = new ByokOwner();

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "For people: at most 100 characters.")
  private String label = "";

  @Option(
      names = "--endpoint",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Another configured provider to send requests to with it.")
  private String endpoint = "";

  @Mixin private ProviderKeyInput input = new ProviderKeyInput();

  ByokAdd(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var key = input.read(session(), "Key for " + Table.printable(provider));
    var request =
        AddByokKeyRequest.newBuilder()
            .setUserId(owner.user)
            .setOrganization(owner.organization)
            .setProvider(provider)
            .setKey(key)
            .setLabel(label)
            .setEndpoint(endpoint)
            .setForce(input.force);
    var answer = connection.byok().addByokKey(request.build());
    print(answer, () -> ByokTable.of(List.of(answer.getKey())));
    remark(
        "Every replica uses it within seconds. Test it: tollgate byok test "
            + answer.getKey().getProvider()
            + owner.options());
    return DONE;
  }
}
