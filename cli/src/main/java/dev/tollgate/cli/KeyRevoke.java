package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "revoke", description = "Revoke one key for good. Repeating it changes nothing.")
final class KeyRevoke extends AdminCommand {
  @Parameters(paramLabel = "KEY_ID", description = "As \"key list\" shows it.")
  private String keyId = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for the record.")
  private String reason = "";

  KeyRevoke(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    try {
      return ofUser(connection);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw e;
      }
      return ofOrganization(connection);
    }
  }

  private int ofUser(Connection connection) {
    var request = RevokeUserKeyRequest.newBuilder().setKeyId(keyId).setReason(reason);
    var answer = connection.keys().revokeUserKey(request.build());
    print(answer, () -> KeyTable.ofUsers(List.of(answer.getKey())).toString());
    return DONE;
  }

  private int ofOrganization(Connection connection) {
    var request = RevokeOrganizationKeyRequest.newBuilder().setKeyId(keyId).setReason(reason);
    var answer = connection.keys().revokeOrganizationKey(request.build());
    print(answer, () -> KeyTable.ofOrganizations(List.of(answer.getKey())).toString());
    return DONE;
  }
}
