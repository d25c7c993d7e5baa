package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.UserKey;
import java.util.List;
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

  @Mixin private Page page = new Page();

  KeyList(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        ListUserKeysRequest.newBuilder()
            .setUserId(user)
            .setPageSize(page.limit())
            .setPageToken(page.token());
    var answer = connection.keys().listUserKeys(request.build());
    print(answer, () -> table(answer.getKeysList()).toString());
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }

  static Table table(List<UserKey> keys) {
    var table =
        new Table("KEY ID", "PREFIX", "NAME", "USER", "STATUS", "CREATED", "LAST USED", "EXPIRES");
    for (var key : keys) {
      table.row(
          key.getKeyId(),
          key.getKeyPrefix(),
          key.getKeyName(),
          key.getUserId(),
          key.getStatus(),
          Table.time(key.hasCreatedAt(), key.getCreatedAt()),
          Table.time(key.hasLastUsed(), key.getLastUsed()),
          Table.time(key.hasExpiresAt(), key.getExpiresAt()));
    }
    return table;
  }
}
