package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.Record;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of a replica: its order, its owner, its end. */
final class StreamTest {
  private static TestLedger ledger;
  private String wallet = "";
  private TestReplica replica;

  @BeforeAll
  static void start() {
    ledger = TestLedger.start();
  }

  @AfterAll
  static void stop() {
    ledger.close();
  }

  @BeforeEach
  void grantOneHundred() {
    wallet = "wallet:user:" + UUID.randomUUID();
    ledger.grant(wallet, 100);
    replica = ledger.open();
  }

  @AfterEach
  void theBooksHold() {
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  private static StatusRuntimeException failure(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  @Test
  void aRepeatedOrLateReportChargesOnceAndGetsTheSameWatermark() throws SQLException {
    replica.hold(wallet, 20);
    var first = replica.batch(replica.settle(replica.admission(10, wallet), 4));
    var second = replica.batch(replica.settle(replica.admission(10, wallet), 5));
    replica.report(TestLedger.REPLICA, first);
    assertThat(replica.report(TestLedger.REPLICA, second).getWatermark()).isEqualTo(2);
    assertThat(replica.report(TestLedger.REPLICA, first).getWatermark()).isEqualTo(2);
    assertThat(replica.report(TestLedger.REPLICA, second).getWatermark()).isEqualTo(2);

    assertThat(ledger.balance(wallet).getPosted()).isEqualTo(9);
    assertThat(charges()).isEqualTo(2);
  }

  @Test
  void aHoleInTheStreamIsAGapAndAppliesNothing() throws SQLException {
    replica.hold(wallet, 20);
    var missing = replica.settle(replica.admission(10, wallet), 4);
    var early = replica.settle(replica.admission(10, wallet), 5);

    var error = failure(() -> replica.report(early));
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo("GAP");
    assertThat(charges()).isZero();

    assertThat(replica.report(missing, early).getWatermark()).isEqualTo(2);
  }

  @Test
  void aMalformedRecordRefusesItsReportAndNamesEveryBadField() throws SQLException {
    replica.hold(wallet, 20);
    var good = replica.settle(replica.admission(10, wallet), 4);
    var bad =
        replica.settle(replica.admission(10, wallet).toBuilder().clearPath().setN(0).build(), -1);
    var error = failure(() -> replica.report(good, bad));
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(GrpcErrors.fieldProblemsOf(error).keySet())
        .contains("records[seq 2].n", "records[seq 2].path", "records[seq 2].cost.nanocredits");
    assertThat(charges()).isZero();
    assertThat(failure(() -> replica.report(Record.newBuilder().setSeq(1).build())).getStatus())
        .extracting(Status::getCode)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    replica.report(good);
  }

  @Test
  void anOldEpochIsFencedOff() {
    replica.hold(wallet, 20);
    var record = replica.settle(replica.admission(10, wallet), 4);
    var successor = new TestReplica(ledger, replica.id);
    successor.epoch = 2;
    var opened = successor.open();
    assertThat(opened.getWatermark()).isZero();
    assertThat(opened.getLeases(0).getOutstanding()).isEqualTo(20);

    for (var error :
        new StatusRuntimeException[] {
          failure(() -> replica.report(record)),
          failure(() -> replica.hold(wallet, 1)),
          failure(() -> replica.open())
        }) {
      assertThat(GrpcErrors.reasonOf(error)).isEqualTo("FENCED");
    }
    assertThat(successor.report(record).getWatermark()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1_045_000, Long.MAX_VALUE})
  void aReplicaThatWouldBeCondemnedTooEarlyCannotOpen(long reportWithinMillis) {
    replica.epoch = 2;
    replica.reportWithinMillis = reportWithinMillis;
    var refused = failure(() -> replica.open());
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused).hasMessageContaining("report_within_ms");
    replica.reportWithinMillis = 1_044_000;
    assertThat(replica.open().getDrainOnly()).isFalse();
  }

  @Test
  void aReplicaThatReturnedEverythingIsClosedByItsLastReport() {
    replica.hold(wallet, 10);
    var settle = replica.settle(replica.admission(4, wallet), 4);
    var tooEarly =
        failure(() -> replica.report(TestLedger.REPLICA, replica.batch().setFinal(true)));
    assertThat(tooEarly.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);

    var last =
        replica.batch(settle, replica.giveBack(wallet, 6)).setFinal(true).setLastSeq(replica.seq);
    assertThat(replica.report(TestLedger.REPLICA, last).getWatermark()).isEqualTo(2);
    assertThat(replica.report(TestLedger.REPLICA, last).getWatermark())
        .as("the answer was lost and the report is repeated")
        .isEqualTo(2);
    assertThat(GrpcErrors.reasonOf(failure(() -> replica.hold(wallet, 1)))).isEqualTo("CLOSED");
  }

  @Test
  void aReservationThatIsOpenIsNamedUntilItEnds() throws SQLException {
    replica.hold(wallet, 10);
    var admission = replica.admission(10, wallet);
    replica.report(replica.opened(admission));
    assertThat(named()).isEqualTo(1);
    replica.report(replica.settle(admission, 10));
    assertThat(named()).isZero();
  }

  @Test
  void anotherHostBootOrAShorterJournalMayOnlyDrain() {
    replica.hold(wallet, 10);
    replica.report(replica.settle(replica.admission(10, wallet), 4));
    replica.epoch = 2;
    assertThat(replica.open("boot-1", 1).getDrainOnly()).isFalse();
    replica.epoch = 3;
    assertThat(replica.open("boot-1", 0).getDrainOnly()).isTrue();
    var other = ledger.open();
    other.epoch = 2;
    assertThat(other.open("boot-2", 0).getDrainOnly()).isTrue();
  }

  @Test
  void aDrainedReplicaReportsAndIsGrantedNothingEverAgain() {
    replica.hold(wallet, 10);
    replica.epoch = 2;
    assertThat(replica.open("boot-2", 0).getDrainOnly()).isTrue();
    replica.epoch = 3;
    assertThat(replica.open("boot-1", 0).getDrainOnly()).isTrue();
    assertThat(GrpcErrors.reasonOf(failure(() -> replica.hold(wallet, 1)))).isEqualTo("DRAINING");
    var settled = replica.report(replica.settle(replica.admission(10, wallet), 4));
    assertThat(settled.getWatermark()).isEqualTo(1);
    assertThat(GrpcErrors.reasonOf(failure(() -> replica.hold(wallet, 1)))).isEqualTo("DRAINING");
    assertThat(ledger.balance(wallet).getPosted()).isEqualTo(4);
  }

  @Test
  void noTextAndNoClockStopsTheStream() {
    replica.hold(wallet, 10);
    var admission =
        replica.admission(10, wallet).toBuilder()
            .setEndpoint("/v1\0/x")
            .setRequestId("r".repeat(100_000))
            .setKeyId("\uD83D\uDE00".repeat(3_000))
            .setAdmittedAtMs(Long.MAX_VALUE)
            .build();
    var usage =
        TestReplica.exact(4).toBuilder()
            .setUserAgent("a\0b")
            .setStartedAtMs(Long.MIN_VALUE)
            .setDurationMs(-5)
            .build();
    assertThat(
            replica
                .report(replica.settle(admission, 4, 0, usage), replica.giveBack(wallet, 6))
                .getWatermark())
        .isEqualTo(2);
    assertThat(newest().getUsage().getUserAgent()).isEqualTo("a\uFFFDb");
  }

  private long charges() throws SQLException {
    return ledger.number("SELECT count(*) FROM ledger.charge WHERE true" + of(wallet));
  }

  private long named() throws SQLException {
    return ledger.number("SELECT count(*) FROM ledger.open_reservation WHERE true" + of(wallet));
  }

  private static String of(String wallet) {
    return " AND path[1] = '" + wallet + "'";
  }

  private dev.tollgate.proto.ledger.v1.Charge newest() {
    return ledger
        .admin()
        .listUsage(ListUsageRequest.newBuilder().setAccount(wallet).setPageSize(1).build())
        .getCharges(0);
  }
}
