package dev.tollgate.cli;

import com.google.protobuf.Duration;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "rotate",
    description = "Issue a key in the place of another one, which works beside it for a while.")
final class KeyRotate extends AdminCommand {
  @Parameters(paramLabel = "KEY_ID", description = "As \"key list\" shows it.")
  private String keyId = "";

  @Option(
      names = "--overlap",
      paramLabel = "TIME",
      defaultValue = "7d",
      converter = Overlap.class,
      description = "How long the old key still works, up to 30d; ${DEFAULT-VALUE} if left out.")
  private java.time.Duration overlap = java.time.Duration.ZERO;

  KeyRotate(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        RotateKeyRequest.newBuilder()
            .setKeyId(keyId)
            .setOverlap(Duration.newBuilder().setSeconds(overlap.toSeconds()));
    var answer = connection.keys().rotateKey(request.build());
    print(
        answer,
        () ->
            KeyTable.of(answer.getKey(), answer.getReplaced())
                + "\n\n"
                + Table.printable(answer.getApiKey()));
    return DONE;
  }
}
