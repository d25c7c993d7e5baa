package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.GetProviderCostsRequest;
import dev.tollgate.proto.ledger.v1.GetProviderCostsResponse;
import dev.tollgate.proto.ledger.v1.ProviderCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsageReconcileTest {
  private static final String REMARK =
      "Not counted: lines of the usage log that an authz-server could not read; they are in its"
          + " quarantine.jsonl.";

  private final FakeAdmin admin = new FakeAdmin();

  @TempDir Path directory;

  UsageReconcileTest() throws IOException {
    admin.answerBy(UsageReconcileTest::known);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  /** On the first of the month gpt-4o for 1.5 credits, of which 0.5 are dark; later nothing. */
  private static Message known(Message message) {
    var request = (GetProviderCostsRequest) message;
    var answer = GetProviderCostsResponse.newBuilder();
    request
        .getModelsList()
        .forEach(model ->
            answer.putModels(
                model, model.replace("-2024-08-06", "").replaceFirst("-2025\\d+$", "")));
    if (!request.getDay().endsWith("-01")) {
      return answer.build();
    }
    return answer
        .setStray(2)
        .setDarkCeilingNanocredits(250_000_000)
        .addCosts(
            cost("gpt-4o", 1_500_000_000L, 100, 20)
                .setUnpriced(1)
                .setRetries(3)
                .addByEvidence(of(Evidence.EVIDENCE_EXACT, 3, 1_000_000_000))
                .addByEvidence(of(Evidence.EVIDENCE_DARK, 1, 500_000_000)))
        .addCosts(cost("claude-haiku-4-5", 70_000_000, 0, 0))
        .addCosts(cost("ours-alone", 1_000, 5, 0))
        .build();
  }

  private static ProviderCost.Builder cost(String model, long nanocredits, long in, long out) {
    return ProviderCost.newBuilder()
        .setModel(model)
        .setRequests(4)
        .setCostNanocredits(nanocredits)
        .setChargedNanocredits(2 * nanocredits)
        .setTokensIn(in)
        .setTokensOut(out);
  }

  private static ProviderCost.OfEvidence of(Evidence evidence, long requests, long nanocredits) {
    return ProviderCost.OfEvidence.newBuilder()
        .setEvidence(evidence)
        .setRequests(requests)
        .setCostNanocredits(nanocredits)
        .build();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private Run reconcile(String... options) {
    var args = new ArrayList<>(List.of("usage", "reconcile", "--provider", "openai"));
    args.addAll(List.of(options));
    return Run.against(admin, args.toArray(String[]::new));
  }

  private static List<String> lines(Run run) {
    return run.out().replaceAll(" +", " ").lines().toList();
  }

  @Test
  void openAiCostsAreComparedTheLargestDifferenceFirstWithWhatExplainsIt() throws IOException {
    var costs =
        file(
            "costs.csv",
            """
            start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id
            1,2,2026-11-01T00:00:00+00:00,x,0.600000000000000000000000,usd,"gpt-4o-2024-08-06, input",p
            1,2,2026-11-01T00:00:00+00:00,x,0.4,usd,"gpt-4o-2024-08-06, output",p
            1,2,2026-11-01T00:00:00+00:00,x,0.07,usd,"claude-haiku-4-5, output",p
            1,2,2026-11-02T00:00:00+00:00,x,,,,
            1,2,2026-11-03T00:00:00+00:00,x,0.25,USD,web search tool calls,p
            """);
    var run = reconcile("--bill", costs);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(lines(run))
        .containsExactly(
            "DAY MODEL OURS THEIRS DIFFERENCE REQUESTS CHARGED WHY",
            "2026-11-01 gpt-4o 1.5 1 -0.5 4 3 dark 1 of 0.5, unpriced 1, sent again 3",
            "2026-11-03 web search tool calls 0 0.25 0.25 0 0 only on the bill",
            "2026-11-01 ours-alone 0.000001 0 -0.000001 4 0.000002 not on the bill",
            "all - 1.570001 1.32 -0.250001 12 3.140002 -",
            "",
            "Amounts are in USD, CHARGED in credits.",
            "",
            "DAY WAITING STRAY OPEN DARK CEILING, ALL PROVIDERS",
            "2026-11-01 0 2 0 0.25");
    assertThat(run.errLines()).containsExactly(REMARK);
    assertThat(admin.requests).hasSize(3);
    assertThat(((GetProviderCostsRequest) admin.requests.getFirst()).getBook())
        .isEqualTo("default");
  }

  @Test
  void whatIsWithinTheToleranceCountsAsEqual() throws IOException {
    var bill =
        file(
            "bill.csv",
            "day,model,amount\n2026-11-01,gpt-4o,1.49\n2026-11-01,claude-haiku-4-5,0.07\n");
    assertThat(reconcile("--bill", bill).exitCode()).isEqualTo(3);
    assertThat(reconcile("--bill", bill, "--tolerance", "0.01").exitCode()).isZero();
    assertThat(reconcile("--bill", bill, "--tolerance", "0.0099").exitCode()).isEqualTo(3);
    assertThat(
            reconcile("--bill", bill, "--tolerance", "0.000001", "--tolerance-percent", "0.68")
                .exitCode())
        .isZero();
    var half = file("half.csv", "day,model,amount\n2026-11-01,gpt-4o,0.75\n");
    var euros =
        reconcile(
            "--bill", half, "--credit-price", "0.5", "--currency", "EUR", "--tolerance", "0.035");
    assertThat(euros.exitCode()).as(euros.out()).isZero();
    assertThat(reconcile("--bill", half, "--all", "--json", "--tolerance", "1").out())
        .contains("\"equal\": true", "\"difference\": \"-0.75\"", "\"why\": [\"dark 1 of 0.5\"");
  }

  @Test
  void anthropicsNamesForPeopleAreModelsAndTokensAreComparedToo() throws IOException {
    var cost =
        file(
            "cost.csv",
            """
            usage_date_utc,model,workspace,token_type,cost_usd
            2026-11-01,Claude Haiku 4.5,Default,output,0.05
            2026-11-01,Claude Haiku 4.5,Default,input_no_cache,0.02
            """);
    var usage =
        file(
            "usage.csv",
            """
            usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens
            2026-11-01,claude-haiku-4-5-20251001,1,2,3,4,5
            """);
    var run = reconcile("--bill", cost, "--bill", usage, "--all");
    assertThat(lines(run)).contains("2026-11-01 claude-haiku-4-5 0.07 0.07 0 0 10 0 5 4 0.14 -");
  }

  @Test
  void aBillOfTokensAloneAndOneWithoutModelsAreComparedByWhatTheySay() throws IOException {
    var usage =
        file(
            "usage.csv",
            """
            start_time_iso,num_model_requests,model,input_tokens,output_tokens,input_cached_tokens
            2026-11-01T00:00:00Z,4,gpt-4o,101,20,50
            2026-11-01T00:00:00Z,4,ours-alone,5,0,0
            2026-11-01T00:00:00Z,4,claude-haiku-4-5,0,0,0
            """);
    assertThat(lines(reconcile("--bill", usage)))
        .contains("2026-11-01 gpt-4o 100 101 20 20 4 3 dark 1 of 0.5, unpriced 1, sent again 3");
    assertThat(reconcile("--bill", usage, "--tolerance-percent", "1").exitCode()).isZero();
    var days =
        file(
            "days.csv",
            "start_time_iso,amount_value,amount_currency,line_item\n2026-11-01,1.570001,usd,\n");
    var run = reconcile("--bill", days, "--all");
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(lines(run).get(1)).startsWith("2026-11-01 - 1.570001 1.570001 0 12 3.140002 dark 1");
  }

  @Test
  void anyOtherBillIsReadByItsColumnsAndItsNames() throws IOException {
    var bill = file("own.csv", "Date,What,Cost,Prompt,Cached,Out\n2026-11-01,4 oh,1.5,60,40,20\n");
    var run =
        reconcile(
            "--bill",
            bill,
            "--columns",
            "day=Date,model=What,amount=Cost,in=Prompt+Cached,out=Out",
            "--rename",
            "4 oh=gpt-4o",
            "--since",
            "2026-11-01",
            "--until",
            "2026-11-02",
            "--all");
    assertThat(lines(run)).anyMatch(line -> line.startsWith("2026-11-01 gpt-4o 1.5 1.5 0 100 100"));
    assertThat(admin.requests).hasSize(2);
  }

  @Test
  void whatIsWrongWithABillIsNamedByLineAndColumn() throws IOException {
    var header = "day,model,amount\n";
    assertThat(wrong(header + "2026-11-01,m,1\nyesterday,m,1\n"))
        .endsWith("line 3, column day: \"yesterday\" is no day such as 2026-11-26");
    assertThat(wrong(header + "2026-02-30,m,1\n")).contains("line 2, column day");
    assertThat(wrong(header + "2026-11-01,m,NaN\n"))
        .endsWith("line 2, column amount: \"NaN\" is no amount such as 12.50");
    assertThat(wrong(header + "2026-11-01,m,1\n2026-11-01,m\n"))
        .endsWith("line 3 has 2 fields, the header 3");
    assertThat(wrong("when,what\n1,2\n")).contains("line 1: its columns are those of no export");
    assertThat(
            wrong(
                "start_time_iso,amount_value,amount_currency,line_item\n2026-11-01,1,eur,gpt-4o\n"))
        .contains("line 2, column amount_currency: \"eur\" is not USD");
    assertThat(wrong("start_time_iso,model,input_tokens,output_tokens\n2026-11-01,m,-1,2\n"))
        .endsWith("line 2, column input_tokens: \"-1\" is no number of tokens");
    assertThat(wrong(header + "2026-11-01,m,1\n", "--columns", "day=Tag,amount=amount"))
        .endsWith("line 1: there is no column Tag");
    assertThat(wrong(header + "2026-11-01,m,1\n", "--columns", "day=day"))
        .contains("day, and amount, in or out must be named");
    assertThat(wrong(header)).contains("the bill is empty");
    assertThat(reconcile("--bill", directory.resolve("none").toString()).err())
        .contains("it cannot be read");
    assertThat(admin.requests).isEmpty();
  }

  /** The first line of what is said of a bill that must be refused. */
  private String wrong(String text, String... options) throws IOException {
    var args = new ArrayList<>(List.of("--bill", file("wrong.csv", text)));
    args.addAll(List.of(options));
    var run = reconcile(args.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.out()).isEqualTo(2);
    return run.errLines().getFirst();
  }
}
