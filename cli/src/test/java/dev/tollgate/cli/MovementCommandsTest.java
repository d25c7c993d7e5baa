package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.CorrectBalanceRequest;
import dev.tollgate.proto.ledger.v1.CorrectBalanceResponse;
import dev.tollgate.proto.ledger.v1.Grant;
import dev.tollgate.proto.ledger.v1.GrantKind;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import dev.tollgate.proto.ledger.v1.ListGrantsRequest;
import dev.tollgate.proto.ledger.v1.ListGrantsResponse;
import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import dev.tollgate.proto.ledger.v1.WithdrawResponse;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that move credit. */
final class MovementCommandsTest {
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

  MovementCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  private GrantRequest granted(String... args) {
    admin.answer(GrantResponse.newBuilder().setAccount(ACCOUNT).build());
    assertThat(Run.against(admin, args).exitCode()).isZero();
    return (GrantRequest) admin.requests.getLast();
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10000000000",
    "0.1, 100000000",
    "0.000000001, 1",
    "123456789.987654321, 123456789987654321"
  })
  void anAmountIsGrantedToTheNanocredit(String amount, long nanocredits) {
    assertThat(granted("credits", "grant", "--user", "alice", amount).getNanocredits())
        .isEqualTo(nanocredits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "0.0", "1e3", "-1", "+1", "1,5", ".5", "0.0000000001", "9999999999", "ten"})
  void whatIsNoAmountIsRefusedBeforeAnythingIsSent(String amount) {
    var run = Run.against(admin, "credits", "grant", "--user", "alice", "--", amount);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is no amount");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void aGrantNamesItsWalletAndWhy() {
    assertThat(granted("credits", "grant", "--user", "alice", "10", "--reference", "INV-7"))
        .isEqualTo(
            GrantRequest.newBuilder()
                .setAccount("wallet:user:alice")
                .setOwner("alice")
                .setNanocredits(10_000_000_000L)
                .setIdempotencyKey("new-id")
                .setReference("INV-7")
                .build());
    var organization =
        granted("credits", "grant", "--organization", "acme", "1", "--idempotency-key", "mine");
    assertThat(organization.getAccount()).isEqualTo("wallet:organization:acme");
    assertThat(organization.getIdempotencyKey()).isEqualTo("mine");
    assertThat(granted("credits", "grant", "--account", "wallet:user:x", "1").getAccount())
        .isEqualTo("wallet:user:x");
  }

  @Test
  void aRepeatedGrantSaysSo() {
    admin.answer(GrantResponse.newBuilder().setAccount(ACCOUNT).setRepeated(true).build());
    var run = Run.against(admin, "credits", "grant", "--user=alice", "1", "--idempotency-key=k");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("nothing was moved now");
  }

  @Test
  void aGrantOfUnknownOutcomeSaysHowToRepeatIt() {
    admin.fail(Status.UNAVAILABLE.withDescription("the ledger is down").asRuntimeException());
    var run = Run.against(admin, "credits", "grant", "--user", "alice", "1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines())
        .containsExactly(
            "To try again without moving credit twice, add --idempotency-key new-id",
            "error: the ledger is down; try again");
  }

  @ParameterizedTest
  @CsvSource({
    "grant, GRANT_KIND_UNSPECIFIED",
    "purchase, GRANT_KIND_PURCHASE",
    "refill, GRANT_KIND_REFILL",
    "refund, GRANT_KIND_REFUND"
  })
  void aGrantSaysWhatItIs(String kind, GrantKind sent) {
    assertThat(granted("credits", "grant", "--user", "alice", "1", "--kind", kind).getKind())
        .isEqualTo(sent);
  }

  @Test
  void aWithdrawalNamesItsWalletAndWhy() {
    admin.answer(WithdrawResponse.newBuilder().setAccount(ACCOUNT).build());
    var run =
        Run.against(admin, "credits", "withdraw", "--user=alice", "2.5", "--reference=chargeback");
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines()).last().asString().startsWith("wallet:user:alice");
    assertThat(admin.requests)
        .containsExactly(
            WithdrawRequest.newBuilder()
                .setAccount("wallet:user:alice")
                .setNanocredits(2_500_000_000L)
                .setIdempotencyKey("new-id")
                .setReference("chargeback")
                .build());
  }

  @ParameterizedTest
  @CsvSource({"+1.5, 1500000000", "-1.5, -1500000000", "-0.000000001, -1"})
  void aCorrectionHasASignAndAReason(String amount, long nanocredits) {
    admin.answer(CorrectBalanceResponse.newBuilder().setAccount(ACCOUNT).build());
    var run = Run.against(admin, "credits", "correct", "--user=alice", amount, "--reason=twice");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(admin.requests)
        .containsExactly(
            CorrectBalanceRequest.newBuilder()
                .setAccount("wallet:user:alice")
                .setNanocredits(nanocredits)
                .setIdempotencyKey("new-id")
                .setReason("twice")
                .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "credits correct --user=a 5 --reason=r",
        "credits correct --user=a +0 --reason=r",
        "credits correct --user=a +5",
        "credits correct --user=a +5 --raeson=r",
        "credits grant --user=a 5 --kind=gift",
        "credits grant --user=a 5 --expires-at=tomorrow",
        "credits withdraw --user=a -5"
      })
  void whatIsNoMovementIsRefusedBeforeAnythingIsSent(String command) {
    assertThat(Run.against(admin, command.split(" ")).exitCode()).isEqualTo(2);
    assertThat(admin.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2027-01-31, 1801353600", "2027-01-31T12:00:00Z, 1801396800"})
  void aGrantMayExpire(String time, long seconds) {
    assertThat(granted("credits", "grant", "--user=alice", "1", "--expires-at", time))
        .satisfies(request -> assertThat(request.getExpiresAt().getSeconds()).isEqualTo(seconds));
  }

  @Test
  void grantsAreListedWithWhatIsLeftOfThem() {
    var purchase =
        Grant.newBuilder()
            .setKind(GrantKind.GRANT_KIND_PURCHASE)
            .setNanocredits(10_000_000_000L)
            .setReference("INV-7")
            .setGrantedAt(Timestamp.newBuilder().setSeconds(1_767_225_600));
    var expired =
        purchase.clone().setKind(GrantKind.GRANT_KIND_UNSPECIFIED).setReference("").setRemaining(0);
    expired.setExpiresAt(Timestamp.newBuilder().setSeconds(1_767_225_601)).setExpired(true);
    admin.answer(
        ListGrantsResponse.newBuilder()
            .addGrants(expired)
            .addGrants(purchase)
            .setUnexpiring(2_500_000_000L)
            .setNextPageToken("9")
            .build());
    var run = Run.against(admin, "credits", "grants", "--user=alice", "--limit=2");
    assertThat(run.outLines())
        .containsExactly(
            "GRANTED               KIND      AMOUNT  LEFT  EXPIRES                        "
                + " REFERENCE",
            "2026-01-01T00:00:00Z  grant     10      0     2026-01-01T00:00:01Z (expired)  -",
            "2026-01-01T00:00:00Z  purchase  10      -     never                           INV-7",
            "Left of all that never expires: 2.5");
    assertThat(run.err()).contains("--page-token 9");
    assertThat(admin.requests)
        .containsExactly(
            ListGrantsRequest.newBuilder().setAccount("wallet:user:alice").setPageSize(2).build());
  }
}
