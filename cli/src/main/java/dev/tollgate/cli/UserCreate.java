package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.CreateUserRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Make a user of an organization.")
final class UserCreate extends AdminCommand {
  @Parameters(paramLabel = "ID", description = "An e-mail address or another system's id.")
  private String user = "";

  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      defaultValue = "",
      description = "\"default\" if left out.")
  private String organization = "";

  @Option(
      names = "--email",
      paramLabel = "EMAIL",
      defaultValue = "",
      description = "Whom to write to.")
  private String email = "";

  @Option(
      names = "--wallet",
      paramLabel = "OWNER",
      defaultValue = "",
      description = "Who pays: user or organization; user if left out.")
  private String wallet = "";

  UserCreate(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        CreateUserRequest.newBuilder()
            .setUserId(user)
            .setOrganization(organization)
            .setEmail(email)
            .setWallet(wallet);
    var answer = connection.keys().createUser(request.build());
    print(answer, () -> UserTable.of(answer.getUser()));
    return DONE;
  }
}
