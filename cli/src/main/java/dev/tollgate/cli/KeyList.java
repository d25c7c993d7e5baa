package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List keys, newest first.")
final class KeyList extends AdminCommand {
  @Option(
      names = "--user",
      paramLabel = "ID",
      defaultValue = "",
      description = "Only this user's; everybody's if left out.")
  private String user = "";

  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      description = "An organization's own keys, instead of users'.")
  private @Nullable String organization;

  @Mixin private Page page = new Page();

  KeyList(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    return organization == null ? ofUsers(connection) : ofOrganization(connection, organization);
  }

  private int ofOrganization(Connection connection, String slug) {
    var request =
        ListOrganizationKeysRequest.newBuilder()
            .setOrganization(slug)
            .setPageSize(page.limit())
            .setPageToken(page.token());
    var answer = connection.keys().listOrganizationKeys(request.build());
    print(answer, () -> KeyTable.ofOrganizations(answer.getKeysList()).toString());
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }

  private int ofUsers(Connection connection) {
    var request =
        ListUserKeysRequest.newBuilder()
            .setUserId(user)
            .setPageSize(page.limit())
            .setPageToken(page.token());
    var answer = connection.keys().listUserKeys(request.build());
    print(answer, () -> KeyTable.ofUsers(answer.getKeysList()).toString());
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }
}
