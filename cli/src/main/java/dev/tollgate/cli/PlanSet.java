package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.Plan;
import dev.tollgate.proto.admin.v1.PutPlanRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description = {
      "Make a plan, or change it into this one. What is left out is unlimited.",
      "Organizations of the plan have it at once, where they do not say otherwise."
    })
final class PlanSet extends AdminCommand {
  @Parameters(paramLabel = "NAME", description = "For example \"pro\".")
  private String name = "";

  @Option(names = "--requests-per-minute", paramLabel = "N", description = "Of one key.")
  private @Nullable Integer requestsPerMinute;

  @Option(names = "--requests-per-month", paramLabel = "N", description = "Of an organization.")
  private @Nullable Long requestsPerMonth;

  @Option(
      names = "--max-keys",
      paramLabel = "N",
      description = "Active keys of one owner: an organization's own, or one user's.")
  private @Nullable Integer maxKeys;

  PlanSet(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var plan = Plan.newBuilder().setName(name);
    if (requestsPerMinute != null) {
      plan.setRequestsPerMinute(requestsPerMinute);
    }
    if (requestsPerMonth != null) {
      plan.setRequestsPerMonth(requestsPerMonth);
    }
    if (maxKeys != null) {
      plan.setMaxApiKeys(maxKeys);
    }
    var answer = connection.keys().putPlan(PutPlanRequest.newBuilder().setPlan(plan).build());
    print(answer, () -> PlanTable.of(List.of(answer.getPlan())));
    return DONE;
  }
}
