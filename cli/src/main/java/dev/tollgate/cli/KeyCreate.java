package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description = "Issue a key for a user. The key is shown this once; it is not stored.")
final class KeyCreate extends AdminCommand {
  @Option(
      names = "--user",
      required = true,
      paramLabel = "ID",
      description = "Who gets the key; a user that is new is created.")
  private String user = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "cli",
      description = "What the key is for; \"${DEFAULT-VALUE}\" if left out.")
  private String name = "";

  @Option(
      names = "--expires-in-days",
      paramLabel = "DAYS",
      defaultValue = "0",
      description = "1 to 365; 90 if left out.")
  private int expiresInDays;

  @Option(
      names = "--permission",
      paramLabel = "P",
      description = "llm:inference, llm:models or admin:*; repeatable. The first two if left out.")
  private List<String> permissions = new ArrayList<>();

  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      defaultValue = "",
      description = "The organization of a new user; \"default\" if left out.")
  private String organization = "";

  KeyCreate(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        CreateUserKeyRequest.newBuilder()
            .setUserId(user)
            .setName(name)
            .setExpiresInDays(expiresInDays)
            .addAllPermissions(permissions)
            .setOrganization(organization);
    var answer = connection.keys().createUserKey(request.build());
    print(
        answer,
        () -> {
          var table = new Table("KEY ID", "USER", "PERMISSIONS", "EXPIRES");
          var key = answer.getKey();
          table.row(
              key.getKeyId(),
              key.getUserId(),
              String.join(",", key.getPermissionsList()),
              Table.time(key.hasExpiresAt(), key.getExpiresAt()));
          return table + "\n\n" + Table.printable(answer.getApiKey());
        });
    return DONE;
  }
}
