package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import dev.tollgate.proto.admin.v1.BalanceOutcome;
import dev.tollgate.proto.admin.v1.ImportBalancesRequest;
import dev.tollgate.proto.admin.v1.ImportBalancesResponse;
import dev.tollgate.proto.admin.v1.ImportProblem;
import dev.tollgate.proto.admin.v1.ImportedBalance;
import dev.tollgate.proto.ledger.v1.ImportChargesRequest;
import dev.tollgate.proto.ledger.v1.ImportChargesResponse;
import dev.tollgate.proto.ledger.v1.OldCharge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportBalancesCommandTest {
  private final FakeAdmin admin = new FakeAdmin();

  @TempDir Path directory;

  ImportBalancesCommandTest() throws IOException {
    admin.answerBy(ImportBalancesCommandTest::judge);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  /** "eve" is nobody, and "old" had a credit more when it was taken over. */
  private static Message judge(Message message) {
    if (message instanceof ImportChargesRequest charges) {
      var response = ImportChargesResponse.newBuilder();
      charges.getChargesList().forEach(c -> response.addResults(result(c)));
      return response.build();
    }
    var response = ImportBalancesResponse.newBuilder();
    ((ImportBalancesRequest) message).getBalancesList().forEach(b -> response.addOutcomes(of(b)));
    return response.build();
  }

  private static String result(OldCharge charge) {
    return charge.getOwner().equals("old") ? "changed" : "imported";
  }

  private static BalanceOutcome of(ImportedBalance balance) {
    if (balance.getUserId().equals("eve")) {
      return BalanceOutcome.newBuilder()
          .setResult("refused")
          .addProblems(ImportProblem.newBuilder().setField("user_id").setReason("is no user here"))
          .build();
    }
    boolean changed = balance.getUserId().equals("old");
    return BalanceOutcome.newBuilder()
        .setResult(changed ? "changed" : "opened")
        .setTier("free")
        .setGrantedNanocredits(balance.getGrantedNanocredits())
        .setUsedNanocredits(balance.getUsedNanocredits() - (changed ? 1_000_000_000 : 0))
        .setPurchasedNanocredits(balance.getPurchasedNanocredits())
        .setPurchasedAt(balance.getPurchasedAt())
        .build();
  }

  private void write(String table, String csv) throws IOException {
    Files.writeString(directory.resolve(table + ".csv"), csv);
  }

  private Run importBalances(String... options) {
    var args = new ArrayList<>(List.of("import", "balances", "--from", directory.toString()));
    args.addAll(List.of(options));
    return Run.against(admin, args.toArray(String[]::new));
  }

  private List<ImportedBalance> sent() {
    return admin.requests.stream()
        .filter(ImportBalancesRequest.class::isInstance)
        .flatMap(request -> ((ImportBalancesRequest) request).getBalancesList().stream())
        .toList();
  }

  @Test
  void balancesAreReadInTheirUnitsAndComparedToTheLastDigit() throws IOException {
    write("organizations", "id,name,slug\n7,Presenton,presenton-service\n8,Acme Inc,\n");
    write(
        "organization_credits",
        """
        organization_id,credit_balance,total_credits_purchased,last_purchase_date
        7,9989000,10000000,2025-01-31 12:00:00.1234567
        8,0.000001,,
        9,5000,1000,
        """);
    write(
        "user_credits",
        """
        user_id,credits_remaining,credits_allocated,tier
        ada,37.5,100,free
        bob,1e-9,,Pro
        cy,10.0000000000,5,
        """);
    var run = importBalances();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "TABLE                 TAKEN  UNCHANGED  CHANGED  REFUSED",
            "organization_credits  3      0          0        0",
            "user_credits          3      0          0        0",
            "",
            "BALANCES              SOURCE          LEDGER          DIFFERENCE  UNREAD ROWS",
            "organization_credits  9994.000000001  9994.000000001  0           0",
            "user_credits          47.500000001    47.500000001    0           0",
            "",
            "USER  TIER THERE  TIER HERE, OF THE ORGANIZATION",
            "bob   pro         free");
    assertThat(sent())
        .extracting(b ->
            b.getOrganizationId()
                + b.getUserId()
                + " "
                + b.getSlug()
                + " "
                + b.getGrantedNanocredits()
                + " "
                + b.getUsedNanocredits()
                + " "
                + b.getPurchasedNanocredits())
        .containsExactly(
            "7 presenton-service 10000000000000 11000000000 10000000000000",
            "8 acme-inc 1 0 0",
            "9 9 5000000000 0 1000000000",
            "ada  100000000000 62500000000 0",
            "bob  1 0 0",
            "cy  10000000000 0 0");
    assertThat(Timestamps.toString(sent().getFirst().getPurchasedAt()))
        .isEqualTo("2025-01-31T12:00:00.123456Z");
  }

  @Test
  void everyBadRowIsNamedWithItsLineAndFieldAndTheRestIsTaken() throws IOException {
    write(
        "user_credits",
        """
        user_id,credits_remaining,credits_allocated
        ada,-1,
        bob,NaN,
        cy,ten,
        dan,0.0000000001,
        ,1,
        eve,2,
        "f
        f",1,
        old,3,3
        twice,1,
        twice,1,
        gil,,
        hal,1,Infinity
        ida,2000000000,
        """);
    var run = importBalances();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().replaceAll(" +", " ").lines())
        .containsSubsequence(
            "user_credits 1 0 1 11",
            "user_credits 10 5 5 6",
            "user_credits line 2 ada credits_remaining must be 0 or more: settle it in the other"
                + " system first",
            "user_credits line 3 bob credits_remaining must be a number",
            "user_credits line 4 cy credits_remaining must be a number",
            "user_credits line 5 dan credits_remaining must have at most 9 decimals: round it in"
                + " the other system first",
            "user_credits line 6 - user_id is empty: whose balance is it?",
            "user_credits line 11 twice user_id stands more than once: line 11, line 12",
            "user_credits line 12 twice user_id stands more than once: line 11, line 12",
            "user_credits line 13 gil credits_remaining is empty",
            "user_credits line 14 hal credits_allocated must be a number",
            "user_credits line 15 ida credits_remaining must be at most 1,000,000,000 credits",
            "user_credits line 7 eve user_id is no user here",
            "user_credits line 10 old credits_remaining is 3 credits, and was 4 when it was taken"
                + " over",
            "TABLE AT ID SOURCE LEDGER DIFFERENCE",
            "user_credits line 7 eve 2 0 2",
            "user_credits line 10 old 3 4 -1");
    assertThat(sent()).hasSize(3);
  }

  @Test
  void whatWasChargedGoesAlongForReports() throws IOException {
    write(
        "credit_transactions",
        """
        id,user_id,provider,model,tokens_used,cost,credits_before,credits_after,created_at
        1,ada,openai,gpt-4,12,-0.5,1.25,,2025-01-31 12:00:00
        1,old,,,,1,,,2025-01-31
        3,ada,,,-1,NaN,,,
        """);
    write(
        "service_usage_log",
        """
        id,service_name,endpoint,credits_used,model_used,created_at
        a,presenton-service,/v1/images/generations,11000,dall-e-2,2025-01-31
        """);
    var run = importBalances("--dry-run");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().replaceAll(" +", " ").lines())
        .containsExactly(
            "TABLE WOULD TAKE UNCHANGED CHANGED REFUSED",
            "credit_transactions 1 0 1 1",
            "service_usage_log 1 0 0 0",
            "",
            "TABLE AT ID FIELD REASON",
            "credit_transactions line 4 3 cost must be a number",
            "credit_transactions line 4 3 created_at is empty",
            "credit_transactions line 4 3 tokens_used must be 0 or more",
            "credit_transactions line 3 1 id has other content than when it was taken over");
    var requests = admin.requests.stream().map(ImportChargesRequest.class::cast).toList();
    assertThat(requests).hasSize(3).allMatch(ImportChargesRequest::getDryRun);
    assertThat(requests.getFirst().getCharges(0).getCredits()).isEqualTo("-0.5");
    var use = requests.getLast().getCharges(0);
    assertThat(use.getCredits() + use.getModel() + use.getOwner())
        .isEqualTo("11dall-e-2presenton-service");
  }

  @Test
  void batchesHoldAtMostFiveHundredRows() throws IOException {
    write(
        "user_credits",
        "user_id,credits_remaining\n"
            + IntStream.range(0, 1_100).mapToObj(i -> i + ",1\n").collect(Collectors.joining()));
    var json = importBalances("--json");
    assertThat(json.exitCode()).isZero();
    assertThat(json.out())
        .contains("\"taken\": \"1100\"", "\"ledger_nanocredits\": \"1100000000000\"");
    assertThat(admin.requests).hasSize(3);
  }

  @Test
  void whatCannotBeReadIsMisuseAndNothingIsSent() throws IOException {
    assertThat(importBalances().err()).contains("there is neither a table organization_credits");
    write("user_credits", "user_id,credits\n");
    var run = importBalances();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("lacks the column credits_remaining");
    write("user_credits", "user_id,credits_remaining\na,1\nb\n");
    assertThat(importBalances().err()).contains("line 3 has 1 fields, the header 2");
    assertThat(admin.requests).isEmpty();
  }
}
