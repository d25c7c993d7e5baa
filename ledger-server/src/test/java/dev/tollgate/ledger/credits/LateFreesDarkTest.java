package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Opened;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The one of the model's seeded bugs that takes more luck than the simulation has, in its shortest
 * history: a payer who spends his last credit just after late usage has freed it.
 */
final class LateFreesDarkTest {
  private static final String WALLET = "wallet:user:a";
  private static final long GRANTED = 40;

  @ParameterizedTest
  @CsvSource({"NONE, 0", "LATE_FREES_DARK, 6"})
  void whatLateUsageFreesIsInTheCeilingSinceOthersMaySpendIt(MemoryMistake mistake, long beyond)
      throws SQLException {
    var store = new MemoryLedgerStore(new Random(1), () -> Instant.EPOCH, mistake);
    var ledger = new Ledger(store, LedgerFixture::catalog, () -> Instant.EPOCH);
    var endings = new Endings(store, LedgerFixture::catalog);
    new MemoryMovements(store).grant("all there is", WALLET, GRANTED);

    // The ledger knows of a hold of 10. It ends at 4, and what is over goes to a second request,
    // of which nobody hears: the replica is lost before it reports either.
    var lost = open(ledger, 1);
    acquire(ledger, lost, 10, 10);
    var named = admission(1, 10);
    ledger.report(lost, 1, List.of(opened(named)));
    long spent = 4 + 6;
    endings.condemn(new Heartbeat(lost.replica(), 1, 0));

    var other = open(ledger, 2);
    acquire(ledger, other, 30, 30);
    endings.late(lost.replica(), List.of(settle(1, named, 4)));
    acquire(ledger, other, 36, 6);
    ledger.report(
        other, 1, List.of(settle(1, admission(1, 30), 30), settle(2, admission(2, 6), 6)));
    spent += 30 + 6;

    var account =
        Objects.requireNonNull(store.read(rows -> rows.lockAccounts(List.of(WALLET))).get(WALLET));
    assertThat(spent - account.granted() - account.darkCeiling())
        .as("I5: spent beyond what was granted and what may have been lost: %s", account)
        .isEqualTo(beyond);
  }

  private static Owner open(Ledger ledger, long id) throws SQLException {
    var replica = new ReplicaId(new UUID(0, id), 0, 1, "authz");
    return new Owner(
        replica, ledger.open(replica, new Ledger.Opening("boot", 0, 0, "", 0)).historyId());
  }

  private static void acquire(Ledger ledger, Owner owner, long total, long shortfall)
      throws SQLException {
    var want = new Want(WALLET, total, shortfall);
    assertThat(ledger.acquire(owner, List.of(List.of(want))).grants())
        .containsExactly(new Grant.Granted());
  }

  private static Admission admission(int n, long hold) {
    return Admission.newBuilder()
        .setN(n)
        .setDay(LedgerFixture.DAY)
        .addPath(WALLET)
        .setHold(Vectors.oneRequest(hold))
        .setPriceVersion(LedgerFixture.priceVersion())
        .setModel("unit")
        .build();
  }

  private static Record opened(Admission admission) {
    return Record.newBuilder()
        .setSeq(1)
        .setOpened(Opened.newBuilder().setAdmission(admission))
        .build();
  }

  private static Record settle(long seq, Admission admission, long cost) {
    var usage =
        Usage.newBuilder()
            .setEvidence(Evidence.EVIDENCE_EXACT)
            .setTokens(TokenCounts.newBuilder().setOutput(cost));
    return Record.newBuilder()
        .setSeq(seq)
        .setSettle(
            Settle.newBuilder()
                .setAdmission(admission)
                .setCost(Vectors.oneRequest(cost))
                .setUsage(usage))
        .build();
  }
}
