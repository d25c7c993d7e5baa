package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.Plan;
import java.util.List;

/** Plans, as people read them. */
final class PlanTable {
  private PlanTable() {}

  static String of(List<Plan> plans) {
    var table = new Table("PLAN", "PER MINUTE", "PER MONTH", "KEYS", "CHANGED");
    for (var plan : plans) {
      table.row(
          plan.getName(),
          limit(plan.hasRequestsPerMinute(), plan.getRequestsPerMinute()),
          limit(plan.hasRequestsPerMonth(), plan.getRequestsPerMonth()),
          limit(plan.hasMaxApiKeys(), plan.getMaxApiKeys()),
          Table.time(plan.hasUpdatedAt(), plan.getUpdatedAt()));
    }
    return table.toString();
  }

  private static String limit(boolean limited, long limit) {
    return limited ? Long.toString(limit) : "unlimited";
  }
}
