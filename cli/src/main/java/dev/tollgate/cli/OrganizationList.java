package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ListOrganizationsRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List organizations by slug.")
final class OrganizationList extends AdminCommand {
  @Mixin private Page page = new Page();

  OrganizationList(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        ListOrganizationsRequest.newBuilder().setPageSize(page.limit()).setPageToken(page.token());
    var answer = connection.keys().listOrganizations(request.build());
    print(answer, () -> OrganizationTable.of(answer.getOrganizationsList()));
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }
}
