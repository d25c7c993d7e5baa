package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Usage;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Late and Forward as replicas call them. */
final class LateTest {
  private static final TestLedger LEDGER = TestLedger.start();

  private String wallet = "";
  private TestReplica replica = new TestReplica(LEDGER, UUID.randomUUID());

  @BeforeEach
  void aReplicaWithADarkReservation() {
    wallet = "wallet:user:" + UUID.randomUUID();
    var _ = LEDGER.grant(wallet, 100);
    replica = LEDGER.open();
    replica.hold(wallet, 10);
  }

  @AfterEach
  void theBooksHold() {
    assertThat(LEDGER.verify().getDifferencesList()).isEmpty();
  }

  @AfterAll
  static void stop() {
    LEDGER.close();
  }

  private LateResponse late(Record... records) {
    return LEDGER
        .replica(TestLedger.REPLICA)
        .late(
            LateRequest.newBuilder()
                .setReplica(replica.id.toString())
                .addAllRecords(List.of(records))
                .build());
  }

  private static void forward(ForeignUsage... usages) {
    var _ =
        LEDGER
            .replica(TestLedger.OTHER_REPLICA)
            .forward(ForwardRequest.newBuilder().addAllUsages(List.of(usages)).build());
  }

  private static StatusRuntimeException failure(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  @Test
  void aReplicaThatHasLeftTellsWhatADarkRequestCostAndHearsWhatBecameOfIt() {
    var admission = replica.admission(10, wallet);
    var last = replica.batch(replica.dark(admission)).setFinal(true).setLastSeq(1);
    replica.report(TestLedger.REPLICA, last);
    var settle = replica.settle(admission, 4);
    var result = late(settle).getResults(0);
    assertThat(result.getN()).isEqualTo(admission.getN());
    assertThat(result.getCharged()).isEqualTo(TestReplica.amounts(4));
    assertThat(result.getWrittenOff().getNanocredits()).isZero();
    assertThat(late(settle).getResultsList()).as("known already").isEmpty();
    assertThat(LEDGER.balance(wallet).getPosted()).isEqualTo(4);
  }

  @Test
  void aReplicaThatMayReportIsNotLate() {
    var refused = failure(() -> late(replica.settle(replica.admission(10, wallet), 4)));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  @Test
  void usageThatAnotherReplicaReadReachesItsOwnerInTheReplyToAReport() {
    var admission = replica.admission(10, wallet);
    var usage =
        ForeignUsage.newBuilder()
            .setReplica(replica.id.toString())
            .setAdmission(admission)
            .setCost(TestReplica.amounts(4))
            .setUsage(TestReplica.exact(4))
            .build();
    forward(usage);
    assertThat(replica.report().getForeignUsageList()).containsExactly(usage);
    assertThat(replica.report(replica.settle(admission, 4)).getForeignUsageList()).isEmpty();
  }

  @Test
  void whatIsWrongWithForwardedUsageIsNamed() {
    var refused =
        failure(() ->
            forward(
                ForeignUsage.newBuilder()
                    .setReplica("nobody")
                    .setAdmission(replica.admission(-1))
                    .setCost(TestReplica.amounts(-1))
                    .setUsage(Usage.getDefaultInstance())
                    .build()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused)
        .hasMessageContaining("replica")
        .hasMessageContaining("path")
        .hasMessageContaining("hold.nanocredits")
        .hasMessageContaining("cost.nanocredits")
        .hasMessageContaining("usage.evidence");
    assertThat(failure(LateTest::forward)).hasMessageContaining("usages");
  }
}
