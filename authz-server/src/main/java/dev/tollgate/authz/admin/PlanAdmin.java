package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.ListPlansResponse;
import dev.tollgate.proto.admin.v1.Plan;
import dev.tollgate.proto.admin.v1.PutPlanRequest;
import dev.tollgate.proto.admin.v1.PutPlanResponse;
import java.time.InstantSource;

/** Plans: what organizations may have where they do not say otherwise. */
final class PlanAdmin {
  private final JdbcPlans plans;
  private final InstantSource clock;

  PlanAdmin(JdbcPlans plans, InstantSource clock) {
    this.plans = plans;
    this.clock = clock;
  }

  ListPlansResponse list() {
    return ListPlansResponse.newBuilder().addAllPlans(plans.list()).build();
  }

  PutPlanResponse put(Caller caller, PutPlanRequest request) {
    caller.requirePlatform();
    var plan = request.getPlan();
    check(plan);
    return PutPlanResponse.newBuilder().setPlan(plans.put(caller, plan, clock.instant())).build();
  }

  private static void check(Plan plan) {
    new Fields()
        .name("plan.name", plan.getName())
        .require(
            "plan.requests_per_minute", plan.getRequestsPerMinute() >= 0, "must not be negative")
        .require("plan.requests_per_month", plan.getRequestsPerMonth() >= 0, "must not be negative")
        .require("plan.max_api_keys", plan.getMaxApiKeys() >= 0, "must not be negative")
        .check();
  }
}
