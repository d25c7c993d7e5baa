package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.GetRevocationRequest;
import dev.tollgate.proto.admin.v1.GetRevocationResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "revocation",
    description = "Where a revocation or suspension is effective, and since when.")
final class RevocationShow extends AdminCommand {
  private static final long AGAIN_MILLIS = 200;

  /** Exactly one of them. */
  private static final class Subject {
    @Parameters(paramLabel = "KEY_ID", description = "As \"key list\" shows it.")
    private String keyId = "";

    @Option(names = "--user", paramLabel = "ID", description = "A user who was suspended.")
    private String user = "";

    @Option(
        names = "--organization",
        paramLabel = "SLUG",
        description = "An organization that was suspended.")
    private String organization = "";

    GetRevocationRequest request() {
      var request = GetRevocationRequest.newBuilder();
      if (!user.isEmpty()) {
        return request.setUserId(user).build();
      }
      return organization.isEmpty()
          ? request.setKeyId(keyId).build()
          : request.setOrganization(organization).build();
    }
  }

  @ArgGroup(multiplicity = "1")
  private Subject subject = new Subject();

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = Patience.class,
      description = "Until it is effective everywhere; exit code 1 if it is not by then.")
  private Duration wait = Duration.ZERO;

  RevocationShow(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer = await(connection, subject.request());
    print(answer, () -> RevocationTables.of(answer));
    boolean late = !wait.isZero() && !answer.getComplete();
    if (late) {
      remark("It is not effective everywhere yet, as far as is known.");
    }
    return late ? FAILED : DONE;
  }

  private GetRevocationResponse await(Connection connection, GetRevocationRequest request) {
    var answer = connection.keys().getRevocation(request);
    long endNanos = System.nanoTime() + wait.toNanos();
    try {
      while (!answer.getComplete() && System.nanoTime() - endNanos < 0) {
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        answer = connection.keys().getRevocation(request);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer;
  }
}
