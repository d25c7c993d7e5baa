package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was given back as never sent and has usage after all is charged, once, as far as it can. */
final class VoidedUsageTest {
  @AutoClose private static final LedgerFixture LEDGER = new LedgerFixture();

  private String wallet = "";
  private LedgerFixture.Replica owner;
  private Admission admission = Admission.getDefaultInstance();

  @BeforeEach
  void hold() throws SQLException {
    wallet = LEDGER.wallet(100);
    owner = LEDGER.replica();
    owner.acquire(wallet, 40, 40);
    admission = owner.admission(wallet, 10);
  }

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(LEDGER.verification.run().differences()).isEmpty();
  }

  private Record voided() {
    var unsent = Usage.newBuilder().setEvidence(Evidence.EVIDENCE_VOID);
    var settle = Settle.newBuilder().setAdmission(admission).setCost(Vectors.ZERO).setUsage(unsent);
    return owner.next().setSettle(settle).build();
  }

  private Endings.Late forward(ForeignUsage usage) throws SQLException {
    return LEDGER.endings.forward(owner.id, List.of(usage));
  }

  @Test
  void usageThatComesAfterwardsIsChargedOnceAndAlerted() throws Exception {
    owner.report(voided());
    var usage = LEDGER.foreign(owner, admission, 7);
    var late = forward(usage);
    assertThat(late.charges()).extracting(ChargeRow::kind).containsExactly(ChargeRow.Kind.LATE);
    assertThat(late.defects()).singleElement().asString().contains("never sent");
    assertThat(forward(usage).charges()).isEmpty();
    assertThat(owner.report().foreignUsage()).isEmpty();
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(7);
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(40);
  }

  @Test
  void usageThatCameBeforeIsChargedWhenItIsGivenBack() throws Exception {
    forward(LEDGER.foreign(owner, admission, 7));
    var applied = owner.report(voided());
    assertThat(applied.defects()).singleElement().asString().contains("never sent");
    assertThat(applied.foreignUsage()).isEmpty();
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(7);
  }

  @Test
  void itTakesNothingThatOthersHaveARightTo() throws Exception {
    owner.report(voided());
    LEDGER.replica().acquire(wallet, 55, 55);
    forward(LEDGER.foreign(owner, admission, 7));
    var account = LEDGER.account(wallet);
    assertThat(account.posted()).isEqualTo(5);
    assertThat(account.writtenOff()).isEqualTo(2);
    assertThat(account.overrun()).isZero();
  }

  @Test
  void thatItWasNeverSentIsNoNews() throws Exception {
    owner.report(voided());
    var usage = LEDGER.foreign(owner, admission, 0).toBuilder();
    usage.getUsageBuilder().setEvidence(Evidence.EVIDENCE_VOID).clearTokens();
    var late = forward(usage.setCost(Vectors.ZERO).build());
    assertThat(late.charges()).isEmpty();
    assertThat(late.defects()).isEmpty();
  }

  @Test
  void anEndedOwnersIsChargedToo() throws Exception {
    owner.report(voided());
    LEDGER.endings.condemn(new Heartbeat(owner.id, 1, 0));
    forward(LEDGER.foreign(owner, admission, 7));
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(7);
  }
}
