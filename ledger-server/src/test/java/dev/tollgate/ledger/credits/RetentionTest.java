package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.usage.JdbcUsageDays;
import dev.tollgate.ledger.usage.UsageDimension;
import dev.tollgate.ledger.usage.UsageMeasure;
import dev.tollgate.ledger.usage.UsageQuestion;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Charges that are dropped take nothing with them that the books or a report needs. */
final class RetentionTest {
  private static final LocalDate DAY = LocalDate.ofEpochDay(LedgerFixture.DAY);
  private static final Period KEPT = Period.ofDays(40);

  private final LedgerFixture ledger = new LedgerFixture();
  private final JdbcPartitions partitions = new JdbcPartitions(ledger.transactions);
  private final JdbcRetention retention = new JdbcRetention(ledger.transactions, _ -> {});
  private LedgerFixture.Replica replica;
  private String wallet = "";

  @BeforeEach
  void aDayWithCharges() throws Exception {
    partitions.make(DAY);
    wallet = ledger.wallet(100);
    replica = ledger.replica();
    replica.acquire(wallet, 60, 60);
    replica.report(
        replica.settle(wallet, 10, 4, 0),
        replica.settle(wallet, 5, 7, 1), // overrun 1
        replica.dark(replica.admission(wallet, 8)));
  }

  @AfterEach
  void theBooksHold() throws Exception {
    try (ledger) {
      assertThat(ledger.verification.run().differences()).isEmpty();
    }
  }

  private int drop(int daysLater) throws Exception {
    return retention.drop(DAY.plusDays(daysLater), KEPT);
  }

  private long cost() throws Exception {
    var question = new UsageQuestion(Map.of(), DAY, DAY, List.of(UsageDimension.DAY));
    return new JdbcUsageDays(ledger.transactions)
        .sums(question, List.of(), 1)
        .total()
        .of(UsageMeasure.COST_NANOCREDITS);
  }

  @Test
  void aDayIsDroppedWhenItIsOlderThanWhatIsKept() throws Exception {
    assertThat(drop(40)).as("the day before, which is empty").isEqualTo(1);
    assertThat(ledger.exists("SELECT FROM ledger.charge")).isTrue();
    var before = ledger.account(wallet);
    assertThat(drop(41)).isEqualTo(1);
    assertThat(ledger.exists("SELECT FROM ledger.charge")).isFalse();
    assertThat(ledger.exists("SELECT FROM pg_class WHERE relname = 'charge_2024_10_04'")).isFalse();
    assertThat(ledger.account(wallet)).isEqualTo(before);
    assertThat(cost()).isEqualTo(19);
    assertThat(drop(41)).isZero();
  }

  @Test
  void leasesAndLaterChargesGoOnAsBefore() throws Exception {
    drop(41);
    var later = replica.admission(wallet, 10).toBuilder().setDay(LedgerFixture.DAY + 50).build();
    replica.report(replica.settle(later, 3, 0), replica.giveBack(wallet, 10));
    assertThat(ledger.account(wallet).posted()).isEqualTo(22);
    drop(41);
  }

  @Test
  void noReservationOfADroppedDayIsChargedTwice() throws Exception {
    var settled = replica.admission(wallet, 10);
    replica.report(replica.settle(settled, 2, 0));
    var before = ledger.account(wallet);
    drop(41);
    var repeated = ledger.foreign(replica, settled, 2);
    assertThat(ledger.endings.forward(replica.id, List.of(repeated)).charges()).isEmpty();
    var again = replica.report(replica.settle(settled, 2, 0));
    assertThat(again.defects()).singleElement().asString().contains("charged already");
    assertThat(ledger.account(wallet)).isEqualTo(before);
  }

  @Test
  void whatWasCorruptedInTheSumsIsFound() throws Exception {
    drop(41);
    ledger.sql("UPDATE ledger.charge_sum SET cost = cost + 1");
    assertThat(ledger.verification.run().differences())
        .extracting(d -> d.invariant() + " " + d.column())
        .contains("I3 posted + written_off", "R1 cost_nanocredits");
    ledger.sql("UPDATE ledger.charge_sum SET cost = cost - 1");
  }
}
