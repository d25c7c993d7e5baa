package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ListPlansRequest;
import picocli.CommandLine.Command;

@Command(name = "list", description = "List plans.")
final class PlanList extends AdminCommand {
  PlanList(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer = connection.keys().listPlans(ListPlansRequest.getDefaultInstance());
    print(answer, () -> PlanTable.of(answer.getPlansList()));
    return DONE;
  }
}
