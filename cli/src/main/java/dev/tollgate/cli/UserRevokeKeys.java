package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.RevokeUserKeysRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "revoke-keys", description = "Revoke every key of a user for good.")
final class UserRevokeKeys extends AdminCommand {
  @Parameters(paramLabel = "ID", description = "The user's id.")
  private String user = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for the record.")
  private String reason = "";

  UserRevokeKeys(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request = RevokeUserKeysRequest.newBuilder().setUserId(user).setReason(reason);
    var answer = connection.keys().revokeUserKeys(request.build());
    print(answer, () -> answer.getRevoked() + " keys revoked");
    return DONE;
  }
}
