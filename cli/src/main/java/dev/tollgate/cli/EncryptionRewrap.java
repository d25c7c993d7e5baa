package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.RewrapSecretsRequest;
import dev.tollgate.proto.admin.v1.RewrapSecretsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "rewrap",
    description = {
      "Seal every secret in the database with the primary key-encryption key, while requests go"
          + " on.",
      "It can be repeated at any time. Exit code 1 if a secret cannot be read: it stays as it is."
    })
final class EncryptionRewrap extends AdminCommand {
  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many secrets a transaction moves; 100 if nothing is said.")
  private int batch;

  EncryptionRewrap(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var all = RewrapSecretsResponse.newBuilder();
    var request = RewrapSecretsRequest.newBuilder().setBatchSize(batch);
    do {
      var part = connection.providerKeysForRewrap().rewrapSecrets(request.build());
      all.setRewrapped(all.getRewrapped() + part.getRewrapped())
          .setRemaining(part.getRemaining())
          .addAllUnreadable(part.getUnreadableList());
      request.setPageToken(part.getNextPageToken());
      if (!part.getNextPageToken().isEmpty()) {
        remark(progress(all));
      }
    } while (!request.getPageToken().isEmpty());
    print(all, () -> progress(all));
    all.getUnreadableList().forEach(this::remark);
    return all.getUnreadableCount() == 0 ? DONE : FAILED;
  }

  private static String progress(RewrapSecretsResponse.Builder all) {
    return "%d sealed anew, %d left".formatted(all.getRewrapped(), all.getRemaining());
  }
}
