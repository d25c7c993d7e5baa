package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageResponse;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import dev.tollgate.proto.ledger.v1.UsageSum;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageReportTest {
  private final FakeAdmin admin = new FakeAdmin();

  UsageReportTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  private static UsageSum.Builder sum(String... group) {
    var tokens =
        TokenCounts.newBuilder().setInput(10).setCachedInput(5).setOutput(3).setReasoning(4);
    return UsageSum.newBuilder()
        .addAllGroup(java.util.List.of(group))
        .setRequests(3)
        .setFailed(1)
        .setDark(1)
        .setDarkNanocredits(2_000_000_000)
        .setInexact(1)
        .setInexactNanocredits(500)
        .setVoided(2)
        .setTokens(tokens)
        .setDurationMs(1_500)
        .setCostNanocredits(2_000_000_600)
        .setWrittenOffNanocredits(100);
  }

  private void answer(UsageSum.Builder... sums) {
    var answer =
        SummarizeUsageResponse.newBuilder().setTotal(sum()).putOrganizations("org_1", "acme");
    for (var sum : sums) {
      answer.addSums(sum);
    }
    admin.answer(answer.build());
  }

  @Test
  void aMonthIsATableWithALineForAll() {
    answer(sum("org_1", "gpt-4o"), sum("org_gone", ""));
    var run = Run.against(admin, "usage", "report", "--month=2026-02", "--organization=acme");
    assertThat(run.outLines())
        .containsExactly(
            "ORGANIZATION  MODEL   REQUESTS  FAILED  DARK  INEXACT  IN  OUT  COST",
            "acme          gpt-4o  3         1       1     1        15  7    2.0000006",
            "org_gone      -       3         1       1     1        15  7    2.0000006",
            "all           -       3         1       1     1        15  7    2.0000006");
    assertThat(admin.requests)
        .containsExactly(
            SummarizeUsageRequest.newBuilder()
                .setOrganizationId("acme")
                .setSince("2026-02-01")
                .setUntil("2026-02-28")
                .addBy(UsageDimension.USAGE_DIMENSION_ORGANIZATION)
                .addBy(UsageDimension.USAGE_DIMENSION_MODEL)
                .setPageSize(1_000)
                .build());
  }

  @Test
  void imagesCharactersAndSecondsAreColumnsWhereThereAreSome() {
    var made = sum("dall-e-2").setImages(3).setSeconds(61);
    admin.answer(
        SummarizeUsageResponse.newBuilder()
            .addSums(made)
            .addSums(sum("gpt-4o"))
            .setTotal(sum().setImages(3).setSeconds(61))
            .build());
    assertThat(Run.against(admin, "usage", "report", "--by=model").outLines())
        .containsExactly(
            "MODEL     REQUESTS  FAILED  DARK  INEXACT  IN  OUT  IMAGES  SECONDS  COST",
            "dall-e-2  3         1       1     1        15  7    3       61       2.0000006",
            "gpt-4o    3         1       1     1        15  7    0       0        2.0000006",
            "all       3         1       1     1        15  7    3       61       2.0000006");
    assertThat(Run.against(admin, "usage", "report", "--by=model", "--csv").out())
        .contains("dall-e-2,3,1,1,1,2,10,5,0,0,3,4,0,0,3,0,61,1500,");
  }

  @Test
  void whatCallersOwnKeysSpentIsAColumnWhereThereAreSome() {
    admin.answer(
        SummarizeUsageResponse.newBuilder()
            .addSums(sum("alice").setByok(2).setByokNanocredits(1_500_000_000))
            .setTotal(sum().setByok(2).setByokNanocredits(1_500_000_000))
            .build());
    assertThat(Run.against(admin, "usage", "report", "--by=user").outLines())
        .contains(
            "USER   REQUESTS  FAILED  DARK  INEXACT  IN  OUT  BYOK  BYOK SPEND  COST",
            "alice  3         1       1     1        15  7    2     1.5         2.0000006");
    assertThat(Run.against(admin, "usage", "report", "--by=user", "--csv").out())
        .contains(",2,1.5\n");
  }

  @Test
  void csvHasEveryColumnAndIsQuotedWhereItMustBe() {
    answer(sum("a \"b\", c"));
    var run = Run.against(admin, "usage", "report", "--by=user", "--csv");
    assertThat(run.outLines())
        .containsExactly(
            "user,requests,failed,dark,inexact,voided,tokens_input,tokens_cached_input,"
                + "tokens_cache_write,tokens_cache_write_1h,tokens_output,tokens_reasoning,"
                + "tokens_audio_input,tokens_audio_output,images,characters,seconds,duration_ms,cost,dark_cost,inexact_cost,"
                + "written_off,byok,byok_spend",
            "\"a \"\"b\"\","
                + " c\",3,1,1,1,2,10,5,0,0,3,4,0,0,0,0,0,1500,2.0000006,2,0.0000005,0.0000001,0,0");
  }

  @Test
  void allPagesAreOneReport() {
    var first = SummarizeUsageResponse.newBuilder().addSums(sum("a")).setNextPageToken("more");
    var last = SummarizeUsageResponse.newBuilder().addSums(sum("b")).setTotal(sum());
    admin.answerBy(asked ->
        ((SummarizeUsageRequest) asked).getPageToken().isEmpty() ? first.build() : last.build());
    var run = Run.against(admin, "usage", "report", "--by=key");
    assertThat(run.outLines()).hasSize(4);
    assertThat(run.out()).contains("\na ", "\nb ", "\nall ");
    assertThat(Run.against(admin, "usage", "report", "--by=key", "--json").out())
        .contains("\"a\"", "\"b\"")
        .doesNotContain("more");
  }

  @Test
  void everyFilterIsSent() {
    answer();
    var _ =
        Run.against(
                admin,
                "usage report --service s --user u --key k --model m --provider p --endpoint /e --since"
                    .split(" "))
            .exitCode();
    assertThat(admin.requests).isEmpty(); // --since lacks its day
    var _ =
        Run.against(
            admin,
            "usage report --service s --user u --key k --model m --provider p --endpoint /e --until 2026-01-31 --by day,month"
                .split(" "));
    assertThat(admin.requests)
        .containsExactly(
            SummarizeUsageRequest.newBuilder()
                .setService("s")
                .setUserId("u")
                .setKeyId("k")
                .setModel("m")
                .setProvider("p")
                .setEndpoint("/e")
                .setUntil("2026-01-31")
                .addBy(UsageDimension.USAGE_DIMENSION_DAY)
                .addBy(UsageDimension.USAGE_DIMENSION_MONTH)
                .setPageSize(1_000)
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "--by=week, write key",
    "--by=unspecified, write key",
    "--month=2026-13, write for example 2026-11",
    "--since=2026-02-30, write for example 2026-11-26",
    "--month=2026-11 --since=2026-11-01, mutually exclusive"
  })
  void whatIsWrittenWrongIsExplainedAndNothingIsSent(String options, String why) {
    var run = Run.against(admin, ("usage report " + options).split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(admin.requests).isEmpty();
  }
}
