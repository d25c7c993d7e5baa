package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.Budget;
import dev.tollgate.proto.ledger.v1.ListBudgetsRequest;
import dev.tollgate.proto.ledger.v1.ListBudgetsResponse;
import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.RemoveBudgetRequest;
import dev.tollgate.proto.ledger.v1.RemoveBudgetResponse;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import dev.tollgate.proto.ledger.v1.SetBudgetResponse;
import dev.tollgate.proto.ledger.v1.SetTimeZoneRequest;
import dev.tollgate.proto.ledger.v1.SetTimeZoneResponse;
import dev.tollgate.proto.ledger.v1.TimeZone;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BudgetCommandsTest {
  private static final Budget BUDGET =
      Budget.newBuilder()
          .setOwner("key:k1")
          .setOrganization("acme")
          .setPeriod(Period.PERIOD_DAY)
          .setNanocredits(10_000_000_000L)
          .setAccount("budget:key:k1:day:2026-11-21")
          .setResetsAt(Timestamp.newBuilder().setSeconds(1_795_305_600))
          .setSpent(2_500_000_000L)
          .setLeased(500_000_000)
          .setLeft(7_000_000_000L)
          .setTimeZone("UTC")
          .build();
  private static final Budget QUOTA =
      BUDGET.toBuilder()
          .setOwner("organization:acme")
          .setPeriod(Period.PERIOD_MONTH)
          .setRequests(1_000)
          .setSpent(999)
          .setLeased(0)
          .setLeft(1)
          .build();

  private static final Budget SPEND =
      BUDGET.toBuilder().setOwner("user:u").setSpendNanocredits(10_000_000_000L).build();

  private final FakeAdmin admin = new FakeAdmin();

  BudgetCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  @ParameterizedTest
  @CsvSource({
    "--key=k1, key:k1, day, --credits=0.5, 500000000",
    "--user=alice, user:alice, week, --credits=0, 0",
    "--organization=acme, organization:acme, month, --requests=7, 7"
  })
  void aLimitIsSetForItsOwnerAndPeriod(
      String who, String owner, String per, String amount, long expected) {
    admin.answer(SetBudgetResponse.newBuilder().setBudget(BUDGET).build());
    assertThat(Run.against(admin, "budget", "set", who, "--per", per, amount).exitCode()).isZero();
    var request = (SetBudgetRequest) admin.requests.getLast();
    assertThat(request.getOwner()).isEqualTo(owner);
    assertThat(request.getPeriod())
        .isEqualTo(Period.valueOf("PERIOD_" + per.toUpperCase(Locale.ROOT)));
    boolean requests = amount.startsWith("--requests");
    assertThat(request.hasRequests()).isEqualTo(requests);
    assertThat(request.hasNanocredits()).isEqualTo(!requests);
    assertThat(request.getRequests() + request.getNanocredits()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--per day --credits 1",
        "--key k --user u --per day --credits 1",
        "--key k --credits 1",
        "--key k --per year --credits 1",
        "--key k --per day",
        "--key k --per day --credits 1 --requests 1",
        "--key k --per day --with-byok",
        "--key k --per day --requests 1 --with-byok",
        "--key k --per day --credits -1",
        "--key k --per day --requests many"
      })
  void whatIsNotClearIsRefusedBeforeAnythingIsSent(String args) {
    var run = Run.against(admin, ("budget set " + args).split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--");
    assertThat(admin.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "ten", "0.0000000001"})
  void aLimitThatIsNoneIsToldThatItMayBeZero(String amount) {
    var run = Run.against(admin, "budget", "set", "--key=k", "--per=day", "--credits", amount);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--credits", amount, "from 0 on").doesNotContain("above 0");
  }

  @Test
  void limitsAreATableInTheirOwnUnits() {
    admin.answer(
        ListBudgetsResponse.newBuilder()
            .addBudgets(BUDGET)
            .addBudgets(QUOTA)
            .setNextPageToken("n")
            .build());
    var run = Run.against(admin, "budget", "list", "--organization", "acme", "--limit", "2");
    assertThat(run.outLines())
        .containsExactly(
            "OWNER              PER    LIMIT          SPENT  LEASED  LEFT  RESETS               "
                + " TIME ZONE",
            "key:k1             day    10 credits     2.5    0.5     7     2026-11-22T00:00:00Z "
                + " UTC",
            "organization:acme  month  1000 requests  999    0       1     2026-11-22T00:00:00Z "
                + " UTC");
    assertThat(run.errLines()).containsExactly("There are more: --page-token n");
    assertThat(admin.requests)
        .containsExactly(
            ListBudgetsRequest.newBuilder().setOrganization("acme").setPageSize(2).build());
    assertThat(Run.against(admin, "budget", "list", "--key=k1", "--json").out())
        .contains("\"account\": \"budget:key:k1:day:2026-11-21\"", "\"left\": \"7000000000\"");
    assertThat(((ListBudgetsRequest) admin.requests.getLast()).getOwner()).isEqualTo("key:k1");
  }

  @Test
  void aLimitThatCountsCallersOwnKeysIsAnotherOne() {
    admin.answer(SetBudgetResponse.newBuilder().setBudget(SPEND).build());
    var run =
        Run.against(admin, "budget set --user u --per day --credits 10 --with-byok".split(" "));
    assertThat(run.out()).contains("10 credits with BYOK  2.5    0.5     7");
    var request = (SetBudgetRequest) admin.requests.getLast();
    assertThat(request.getSpendNanocredits()).isEqualTo(10_000_000_000L);
    assertThat(request.hasNanocredits()).isFalse();
    admin.answer(RemoveBudgetResponse.getDefaultInstance());
    var _ = Run.against(admin, "budget remove --user u --per day --with-byok".split(" "));
    assertThat(admin.requests.getLast())
        .isEqualTo(
            RemoveBudgetRequest.newBuilder()
                .setOwner("user:u")
                .setPeriod(Period.PERIOD_DAY)
                .setSpend(true)
                .build());
    assertThat(
            Run.against(admin, "budget remove --user u --per day --with-byok --requests".split(" "))
                .exitCode())
        .isEqualTo(2);
  }

  @Test
  void aLimitOnRequestsIsRemovedAsSuch() {
    admin.answer(RemoveBudgetResponse.getDefaultInstance());
    var run = Run.against(admin, "budget", "remove", "--user", "u", "--per", "week", "--requests");
    assertThat(run.outLines()).containsExactly("Removed.");
    assertThat(admin.requests)
        .containsExactly(
            RemoveBudgetRequest.newBuilder()
                .setOwner("user:u")
                .setPeriod(Period.PERIOD_WEEK)
                .setRequests(true)
                .build());
  }

  @Test
  void anOrganizationIsGivenItsCalendar() {
    var zone = TimeZone.newBuilder().setOrganization("acme").setZone("Europe/Berlin").build();
    admin.answer(SetTimeZoneResponse.newBuilder().setTimeZone(zone).build());
    var run = Run.against(admin, "budget", "timezone", "--organization", "acme", "Europe/Berlin");
    assertThat(run.outLines())
        .containsExactly("ORGANIZATION  TIME ZONE", "acme          Europe/Berlin");
    assertThat(admin.requests)
        .containsExactly(
            SetTimeZoneRequest.newBuilder()
                .setOrganization("acme")
                .setZone("Europe/Berlin")
                .build());
  }
}
