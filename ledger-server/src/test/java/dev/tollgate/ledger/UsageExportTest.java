package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.ExportUsageRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An export has every charge of its day, and only those. */
final class UsageExportTest {
  private static final String ALICE = "wallet:user:alice";

  @AutoClose private final TestLedger ledger = TestLedger.start();
  private TestReplica replica;

  @BeforeEach
  void lease() {
    ledger.grant(ALICE, 1_000);
    replica = ledger.open();
    replica.hold(ALICE, 500);
  }

  private ExportUsageRequest.Builder today() {
    return ExportUsageRequest.newBuilder().setDay(LocalDate.ofEpochDay(replica.today).toString());
  }

  private List<Charge> all(ExportUsageRequest.Builder question) {
    var charges = new ArrayList<Charge>();
    do {
      var page = ledger.admin().exportUsage(question.build());
      charges.addAll(page.getChargesList());
      question.setPageToken(page.getNextPageToken());
    } while (!question.getPageToken().isEmpty());
    return charges;
  }

  @Test
  void everyChargeOfTheDayComesOnceInOrderWhateverThePages() {
    for (int i = 1; i <= 4; i++) {
      replica.report(replica.settle(replica.admission(10, ALICE), i));
    }
    var yesterday = replica.admission(10, ALICE).toBuilder().setDay(replica.today - 1).build();
    replica.report(replica.settle(yesterday, 9));
    for (int size : new int[] {0, 1, 2, 3, 4}) {
      assertThat(all(today().setPageSize(size)))
          .extracting(charge -> charge.getCost().getNanocredits())
          .containsExactly(1L, 2L, 3L, 4L);
    }
    assertThat(all(today().setOrganizationId("default").setUserId("alice").setKeyId("key-1")))
        .hasSize(4);
    assertThat(all(today().setUserId("bob"))).isEmpty();
  }

  @Test
  void aChargeThatIsCorrectedBetweenPagesComesAgain() {
    var dark = replica.admission(10, ALICE);
    replica.report(replica.dark(dark), replica.settle(replica.admission(10, ALICE), 2));
    var first = ledger.admin().exportUsage(today().setPageSize(1).build());
    assertThat(first.getCharges(0).getKind()).isEqualTo("dark");
    replica.report(replica.correct(dark, 3));
    var rest = all(today().setPageToken(first.getNextPageToken()));
    assertThat(rest).extracting(Charge::getKind).containsExactly("posted", "corrected");
    assertThat(rest.getLast().getReservation()).isEqualTo(first.getCharges(0).getReservation());
  }

  @Test
  void whatIsWrongIsNamed() {
    var wrong = today().setDay("").setPageSize(1_001).setPageToken("x").setUserId("a\nb");
    assertThat(
            GrpcErrors.fieldProblemsOf(
                catchThrowable(() -> ledger.admin().exportUsage(wrong.build()))))
        .containsOnlyKeys("day", "page_size", "page_token", "user_id");
  }
}
