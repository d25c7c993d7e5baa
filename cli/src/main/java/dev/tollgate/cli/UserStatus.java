package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.SetUserStatusRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Suspends or resumes a user. */
abstract sealed class UserStatus extends AdminCommand {
  private final String status;

  @Parameters(paramLabel = "ID", description = "The user's id.")
  private String user = "";

  private UserStatus(Session session, String status) {
    super(session);
    this.status = status;
  }

  @Override
  int run(Connection connection) {
    var request = SetUserStatusRequest.newBuilder().setUserId(user).setStatus(status);
    var answer = connection.keys().setUserStatus(request.build());
    print(answer, () -> UserTable.of(answer.getUser()));
    return DONE;
  }

  @Command(name = "suspend", description = "No key of the user counts until it is resumed.")
  static final class Suspend extends UserStatus {
    Suspend(Session session) {
      super(session, "suspended");
    }
  }

  @Command(name = "resume", description = "The keys count again.")
  static final class Resume extends UserStatus {
    Resume(Session session) {
      super(session, "active");
    }
  }
}
