package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.GetEncryptionRequest;
import dev.tollgate.proto.admin.v1.GetEncryptionResponse;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description = {
      "Show which key-encryption keys there are, and how many secrets each has sealed.",
      "Exit code 1 if a secret cannot be read."
    })
final class EncryptionStatus extends AdminCommand {
  EncryptionStatus(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer = connection.providerKeys().getEncryption(GetEncryptionRequest.getDefaultInstance());
    print(answer, () -> table(answer));
    answer.getUnreadableList().forEach(this::remark);
    return answer.getUnreadableCount() == 0 ? DONE : FAILED;
  }

  private static String table(GetEncryptionResponse answer) {
    var table = new Table("KEY", "USE", "SECRETS");
    for (var key : answer.getKeysList()) {
      var use = key.getPrimary() ? "seals and opens" : key.getPresent() ? "opens" : "missing";
      table.row(key.getId(), use, key.getSecrets());
    }
    return table.toString();
  }
}
