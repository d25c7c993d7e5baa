package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.admin.v1.ListPlansResponse;
import dev.tollgate.proto.admin.v1.Plan;
import dev.tollgate.proto.admin.v1.PutPlanRequest;
import dev.tollgate.proto.admin.v1.PutPlanResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PlanCommandsTest {
  private static final Plan PRO =
      Plan.newBuilder().setName("pro").setRequestsPerMinute(60).setMaxApiKeys(10).build();

  private final FakeAdmin admin = new FakeAdmin();

  PlanCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void whatIsNotLimitedSaysSo() {
    admin.answer(ListPlansResponse.newBuilder().addPlans(PRO).build());
    assertThat(Run.against(admin, "plan", "list").outLines())
        .containsExactly(
            "PLAN  PER MINUTE  PER MONTH  KEYS  CHANGED", "pro   60          unlimited  10    -");
  }

  @Test
  void aPlanIsSetToWhatWasSaidAndToNothingElse() {
    admin.answer(PutPlanResponse.newBuilder().setPlan(PRO).build());
    var run = Run.against(admin, "plan", "set", "pro", "--requests-per-minute=60", "--max-keys=10");
    assertThat(run.exitCode()).isZero();
    assertThat(admin.requests).containsExactly(PutPlanRequest.newBuilder().setPlan(PRO).build());
    Run.against(admin, "plan", "set", "free", "--requests-per-month=1000000000000");
    assertThat(admin.requests.getLast())
        .isEqualTo(
            PutPlanRequest.newBuilder()
                .setPlan(Plan.newBuilder().setName("free").setRequestsPerMonth(1_000_000_000_000L))
                .build());
  }
}
