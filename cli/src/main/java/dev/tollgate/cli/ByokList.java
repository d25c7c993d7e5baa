package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ListByokKeysRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = {
      "List keys at providers that users and organizations bring along.",
      "All that the caller may manage, unless an owner is named."
    })
final class ByokList extends AdminCommand {
  @Mixin private ByokOwner owner = new ByokOwner();
  @Mixin private Page page = new Page();

  ByokList(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        ListByokKeysRequest.newBuilder()
            .setUserId(owner.user)
            .setOrganization(owner.organization)
            .setPageSize(page.limit())
            .setPageToken(page.token());
    var answer = connection.byok().listByokKeys(request.build());
    print(answer, () -> ByokTable.of(answer.getKeysList()));
    ByokTable.remarks(answer.getKeysList()).forEach(this::remark);
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }
}
