package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Suspends or resumes an organization. */
abstract sealed class OrganizationStatus extends AdminCommand {
  private final String status;

  @Parameters(paramLabel = "SLUG", description = "As \"org list\" shows it.")
  private String slug = "";

  private OrganizationStatus(Session session, String status) {
    super(session);
    this.status = status;
  }

  @Override
  int run(Connection connection) {
    var request = SetOrganizationStatusRequest.newBuilder().setSlug(slug).setStatus(status);
    var answer = connection.keys().setOrganizationStatus(request.build());
    print(answer, () -> OrganizationTable.of(List.of(answer.getOrganization())));
    return DONE;
  }

  @Command(
      name = "suspend",
      description = "No key of the organization or its users counts until it is resumed.")
  static final class Suspend extends OrganizationStatus {
    Suspend(Session session) {
      super(session, "suspended");
    }
  }

  @Command(name = "resume", description = "The keys count again.")
  static final class Resume extends OrganizationStatus {
    Resume(Session session) {
      super(session, "active");
    }
  }
}
