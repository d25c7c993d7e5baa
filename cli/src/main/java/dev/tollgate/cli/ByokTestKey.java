package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.TestByokKeyRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "test",
    description = {
      "Ask a provider whether it accepts a user's or an organization's key.",
      "Exit code 1 if it does not, or does not say."
    })
final class ByokTestKey extends AdminCommand {
  @Parameters(paramLabel = "PROVIDER", description = "As \"byok list\" shows it.")
  private String provider = "";

  @Mixin private ByokOwner owner = new ByokOwner();

  ByokTestKey(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        TestByokKeyRequest.newBuilder()
            .setUserId(owner.user)
            .setOrganization(owner.organization)
            .setProvider(provider)
            .build();
    var answer = connection.byokForTest().testByokKey(request);
    print(answer, () -> ByokTable.of(List.of(answer.getKey())));
    ByokTable.remarks(List.of(answer.getKey())).forEach(this::remark);
    return answer.getKey().getTestStatus().equals("valid") ? DONE : FAILED;
  }
}
