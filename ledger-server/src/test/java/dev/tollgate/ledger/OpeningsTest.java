package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.OpenBalancesRequest;
import dev.tollgate.proto.ledger.v1.Opening;
import dev.tollgate.proto.ledger.v1.OpeningOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Balances of another system are taken over once, and go on as if they had always been here. */
final class OpeningsTest {
  private static final String WALLET = "wallet:user:alice";

  @AutoClose private final TestLedger ledger = TestLedger.start();

  private static Opening.Builder opening(long granted, long used) {
    return Opening.newBuilder()
        .setAccount(WALLET)
        .setOldId("alice")
        .setGranted(granted)
        .setUsed(used);
  }

  private List<OpeningOutcome> open(String source, boolean dryRun, Opening.Builder... openings) {
    var request = OpenBalancesRequest.newBuilder().setSource(source).setDryRun(dryRun);
    for (var opening : openings) {
      request.addOpenings(opening);
    }
    return ledger.admin().openBalances(request.build()).getOutcomesList();
  }

  private List<String> results(String source, boolean dryRun, Opening.Builder... openings) {
    return open(source, dryRun, openings).stream().map(OpeningOutcome::getResult).toList();
  }

  private List<String> everything() throws SQLException {
    var lines = new ArrayList<String>();
    try (var connection = ledger.database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT to_jsonb(a)::text FROM ledger.account a UNION ALL SELECT to_jsonb(e)::text"
                    + " FROM ledger.entry e UNION ALL SELECT to_jsonb(o)::text FROM ledger.opening"
                    + " o ORDER BY 1")) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  @Test
  void whatWasGivenAndUsedElsewhereAreTwoEntriesAndTheBooksHold() throws Exception {
    assertThat(results("old", false, opening(100, 63))).containsExactly("opened");
    var balance =
        ledger.admin().getBalance(GetBalanceRequest.newBuilder().setAccount(WALLET).build());
    assertThat(balance.getAccount().getGranted()).isEqualTo(100);
    assertThat(balance.getAccount().getBalance()).isEqualTo(37);
    assertThat(balance.getExplanation().getGranted()).isEqualTo(100);
    assertThat(balance.getExplanation().getUsedElsewhere()).isEqualTo(63);
    assertThat(
            ledger.number(
                "SELECT count(*) FROM ledger.entry WHERE (kind, amount, contra) IN (('opening',"
                    + " 100, 'platform:grants'), ('opening_use', -63, 'platform:revenue'))"))
        .isEqualTo(2);
    var replica = ledger.open();
    replica.hold(WALLET, 37);
    replica.report(replica.settle(replica.admission(10, WALLET), 4));
    assertThat(ledger.balance(WALLET).getBalance()).isEqualTo(33);
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  @Test
  void whatExpiresHereIsNotSpentByUseElsewhere() {
    var _ =
        ledger
            .admin()
            .grant(
                GrantRequest.newBuilder()
                    .setAccount(WALLET)
                    .setNanocredits(30)
                    .setIdempotencyKey("opening of old")
                    .setExpiresAt(Timestamp.newBuilder().setSeconds(4_000_000_000L))
                    .build());
    open("old", false, opening(100, 63));
    assertThat(ledger.balance(WALLET).getExpiring()).isEqualTo(30);
    assertThat(ledger.balance(WALLET).getBalance()).isEqualTo(67);
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  @Test
  void aSecondTimeNothingChangesAndADifferenceIsReported() throws Exception {
    open("old", false, opening(100, 63));
    var before = everything();
    assertThat(results("old", false, opening(100, 63))).containsExactly("unchanged");
    var changed = open("old", false, opening(100, 70)).getFirst();
    assertThat(changed.getResult()).isEqualTo("changed");
    assertThat(changed.getKept().getUsed()).isEqualTo(63);
    var other = open("old", false, opening(100, 63).setOldId("Alice")).getFirst();
    assertThat(other.getResult()).isEqualTo("refused");
    assertThat(other.getReason()).contains("the same wallet as that of alice");
    assertThat(everything()).isEqualTo(before);
    assertThat(results("older", false, opening(5, 0))).as("another system").containsOnly("opened");
    assertThat(ledger.balance(WALLET).getBalance()).isEqualTo(42);
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  @Test
  void aDryRunTellsWhatWouldBecomeOfEachAndChangesNothing() throws Exception {
    var before = everything();
    assertThat(results("old", true, opening(100, 63), opening(1, 0), opening(1, 0).setOldId("x")))
        .containsExactly("opened", "changed", "refused");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void anEmptyWalletIsOpenedTooAndOneThatCannotHoldItIsRefused() {
    assertThat(
            results(
                "old",
                false,
                opening(0, 0),
                opening(1_000_000_000_000_000_000L, 0).setAccount("wallet:user:bob")))
        .containsOnly("opened");
    assertThat(ledger.balance(WALLET).getBalance()).isZero();
    var full = open("older", false, opening(1, 0).setAccount("wallet:user:bob")).getFirst();
    assertThat(full.getReason()).isEqualTo("is more than the wallet can hold, 0 nanocredits");
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  @Test
  void badAmountsAreRefusedByName() {
    assertThatThrownBy(() ->
            open(
                "old",
                false,
                opening(-1, 0),
                opening(1, 2),
                opening(1, 0).setPurchased(2),
                opening(1, 0).setAccount("budget:x"),
                opening(1, 0).setOldId("")))
        .hasMessageContaining("openings[0].granted")
        .hasMessageContaining("openings[1].used")
        .hasMessageContaining("openings[2].purchased")
        .hasMessageContaining("openings[3].account")
        .hasMessageContaining("openings[4].old_id");
  }

  @Test
  void whatSomebodyChangesInThemIsFound() throws Exception {
    open("old", false, opening(100, 63));
    assertThatThrownBy(() -> ledger.sql("UPDATE ledger.opening SET used = 1"))
        .hasMessageContaining("append-only");
    try (var connection = ledger.database.connect();
        var vandal = connection.createStatement()) {
      vandal.execute("SET session_replication_role = replica"); // no trigger fires
      vandal.execute("UPDATE ledger.opening SET used = 62");
    }
    assertThat(ledger.verify().getDifferencesList().toString())
        .contains("account wallet:user:alice", "posted + written_off");
  }
}
