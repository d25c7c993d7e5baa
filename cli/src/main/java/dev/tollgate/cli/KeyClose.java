package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "close",
    description = "End the time for which a rotated key still works. Repeating changes nothing.")
final class KeyClose extends AdminCommand {
  @Parameters(paramLabel = "KEY_ID", description = "The old key, as \"key list\" shows it.")
  private String keyId = "";

  KeyClose(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer = connection.keys().closeKey(CloseKeyRequest.newBuilder().setKeyId(keyId).build());
    print(answer, () -> KeyTable.of(answer.getKey()).toString());
    return DONE;
  }
}
