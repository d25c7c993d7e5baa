package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.RemoveByokKeyRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "remove",
    description = {
      "Remove a key of a user's or an organization's own for good.",
      "Requests go out with the organization's, or the platform's, if there is one."
    })
final class ByokRemove extends AdminCommand {
  @Parameters(paramLabel = "PROVIDER", description = "As \"byok list\" shows it.")
  private String provider = "";

  @Mixin private ByokOwner owner = new ByokOwner();

  ByokRemove(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        RemoveByokKeyRequest.newBuilder()
            .setUserId(owner.user)
            .setOrganization(owner.organization)
            .setProvider(provider)
            .build();
    var answer = connection.byok().removeByokKey(request);
    print(answer, () -> ByokTable.of(List.of(answer.getKey())));
    remark("It is removed, and used nowhere any more within seconds.");
    return DONE;
  }
}
