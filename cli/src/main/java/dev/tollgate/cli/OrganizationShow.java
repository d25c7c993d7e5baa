package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.GetOrganizationRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show one organization.")
final class OrganizationShow extends AdminCommand {
  @Parameters(paramLabel = "SLUG", description = "Or the id.")
  private String organization = "";

  OrganizationShow(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request = GetOrganizationRequest.newBuilder().setOrganization(organization);
    var answer = connection.keys().getOrganization(request.build());
    print(answer, () -> OrganizationTable.of(List.of(answer.getOrganization())));
    return DONE;
  }
}
