package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Difference;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Explanation;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceResponse;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.ListUsageResponse;
import dev.tollgate.proto.ledger.v1.Remainder;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import dev.tollgate.proto.ledger.v1.VerifyResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LedgerCommandsTest {
  private static final Account ACCOUNT =
      Account.newBuilder()
          .setId("wallet:user:alice")
          .setState("active")
          .setGranted(10_000_000_000L)
          .setPosted(5_850)
          .setBalance(9_999_994_150L)
          .setAvailable(9_899_994_150L)
          .setLeased(100_000_000)
          .build();

  private final FakeAdmin admin = new FakeAdmin();

  LedgerCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aWalletIsNamedInOneWay() {
    assertThat(Run.against(admin, "credits", "show").exitCode()).isEqualTo(2);
    assertThat(
            Run.against(admin, "credits", "show", "--user", "a", "--organization", "b").exitCode())
        .isEqualTo(2);
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void aWalletIsExplainedByLinesThatAddUp() {
    var explanation =
        Explanation.newBuilder()
            .setGranted(12_000_000_000L)
            .setAdjusted(-500_000_000L)
            .setWithdrawn(1_000_000_000L)
            .setExpired(500_000_000L)
            .setHeld(60_000_000)
            .setDark(5_000)
            .setDarkCeiling(7_000_000_000L)
            .setUnexpiring(9_000_000_000L)
            .addRemainders(
                Remainder.newBuilder()
                    .setRemaining(999_994_150)
                    .setExpiresAt(Timestamp.newBuilder().setSeconds(1_767_225_600)));
    admin.answer(
        GetBalanceResponse.newBuilder().setAccount(ACCOUNT).setExplanation(explanation).build());
    var run = Run.against(admin, "credits", "show", "--user", "alice");
    assertThat(run.outLines())
        .containsExactly(
            "wallet:user:alice  active",
            "",
            "             CREDITS     OF IT",
            "granted      12",
            "+ corrected  -0.5",
            "- withdrawn  1",
            "- expired    0.5",
            "- posted     0.00000585  overrun 0, dark 0.000005",
            "= balance    9.99999415",
            "- leased     0.1         held by requests known by name 0.06",
            "- claimed    0           expired 0",
            "= free       9.89999415",
            "",
            "LEFT        EXPIRES",
            "0.99999415  2026-01-01T00:00:00Z",
            "9           never",
            "",
            "Dark ceiling 7, written off 0.");
    assertThat(admin.requests)
        .containsExactly(GetBalanceRequest.newBuilder().setAccount("wallet:user:alice").build());
  }

  @Test
  void usageShowsWhatWasChargedForWhat() {
    admin.answer(ListUsageResponse.newBuilder().addCharges(charge()).build());
    var run = Run.against(admin, "usage", "list", "--user=alice", "--key=k-1", "--request=r-1");
    assertThat(run.outLines())
        .containsExactly(
            "POSTED                REQUEST  USER   MODEL        BYOK  KIND    EVIDENCE  STATUS  IN "
                + " OUT  UNITS  COST        SPEND  BALANCE AFTER",
            "2026-01-01T00:00:00Z  r-1      alice  gpt-4o-mini  -     posted  exact     200     11 "
                + " 7    -      0.00000585  -      9.99999415");
    assertThat(admin.requests)
        .containsExactly(
            ListUsageRequest.newBuilder()
                .setAccount("wallet:user:alice")
                .setKeyId("k-1")
                .setRequestId("r-1")
                .setPageSize(50)
                .build());
  }

  @Test
  void usageOfAllNeedsNoFilter() {
    admin.answer(ListUsageResponse.getDefaultInstance());
    assertThat(Run.against(admin, "usage", "list", "--json").exitCode()).isZero();
    assertThat(admin.requests)
        .containsExactly(ListUsageRequest.newBuilder().setPageSize(50).build());
  }

  @Test
  void usageThatNobodySawTheEndOfSaysWhatBecameOfIt() {
    var dark = charge().toBuilder().setKind("dark");
    dark.getUsageBuilder().setEvidence(Evidence.EVIDENCE_DARK);
    dark.getAdmissionBuilder()
        .setAdmittedAtMs(1_767_225_600_000L)
        .setHold(nanocredits(500_000_000));
    dark.setCost(nanocredits(500_000_000));
    var partial = charge().toBuilder();
    partial.getUsageBuilder().setEvidence(Evidence.EVIDENCE_PARTIAL);
    partial.getAdmissionBuilder().setAdmittedAtMs(1_767_225_600_000L);
    admin.answer(ListUsageResponse.newBuilder().addCharges(dark).addCharges(partial).build());
    var run = Run.against(admin, "usage", "dark", "--user=alice");
    assertThat(run.outLines())
        .containsExactly(
            "ADMITTED              REQUEST  USER   MODEL        KIND    EVIDENCE  HELD  COST",
            "2026-01-01T00:00:00Z  r-1      alice  gpt-4o-mini  dark    dark      0.5   0.5",
            "2026-01-01T00:00:00Z  r-1      alice  gpt-4o-mini  posted  partial   0     0.00000585",
            "Still dark of these: 1, charged 0.5");
    assertThat(admin.requests)
        .containsExactly(
            ListUsageRequest.newBuilder()
                .setAccount("wallet:user:alice")
                .setWithoutLastLine(true)
                .setPageSize(50)
                .build());
  }

  @Test
  void aLedgerThatHoldsExitsWithZero() {
    admin.answer(VerifyResponse.newBuilder().setHolds(true).setAccountsChecked(3).build());
    var run = Run.against(admin, "verify-ledger");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("The ledger holds: 3 accounts, ");
  }

  @Test
  void aLedgerThatDoesNotHoldExitsWithOneAndNamesEveryDifference() {
    var posted =
        Difference.newBuilder()
            .setInvariant("I3")
            .setSubject("account wallet:user:alice")
            .setColumn("posted")
            .setFound("8")
            .setExpected("7");
    var leased = posted.clone().setInvariant("I1").setColumn("leased").setFound("0");
    admin.answer(VerifyResponse.newBuilder().addDetails(posted).addDetails(leased).build());
    var run = Run.against(admin, "verify-ledger");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.outLines())
        .containsExactly(
            "THE LEDGER DOES NOT HOLD: 0 accounts, 0 entries, 0 charges, 0 leases checked.",
            "",
            "INVARIANT  ROW                        COLUMN  FOUND  EXPECTED",
            "I3         account wallet:user:alice  posted  8      7",
            "I1         account wallet:user:alice  leased  0      7");
    assertThat(Run.against(admin, "verify-ledger", "--json").exitCode()).isEqualTo(1);
  }

  private static Amounts nanocredits(long nanocredits) {
    return Amounts.newBuilder().setNanocredits(nanocredits).build();
  }

  private static Charge charge() {
    return Charge.newBuilder()
        .setKind("posted")
        .setPostedAt(Timestamp.newBuilder().setSeconds(1_767_225_600))
        .setAdmission(
            Admission.newBuilder().setRequestId("r-1").setUserId("alice").setModel("gpt-4o-mini"))
        .setUsage(
            Usage.newBuilder()
                .setEvidence(Evidence.EVIDENCE_EXACT)
                .setStatus(200)
                .setTokens(TokenCounts.newBuilder().setInput(11).setOutput(7)))
        .setCost(Amounts.newBuilder().setNanocredits(5_850))
        .setBalanceAfter(9_999_994_150L)
        .build();
  }
}
