package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.Traffic;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageLineParserTest {
  private final UsageLineParser parser = new UsageLineParser();

  @Test
  void everyFactOfALineArrives() throws Exception {
    var line = parse(Lines.end(2));

    assertThat(line.kind()).isEqualTo(UsageLine.Kind.END);
    assertThat(line.envoy()).isEqualTo(new EnvoyBoot("envoy-1", "boot-1"));
    assertThat(line.reservation()).isEqualTo(Lines.reservation(2));
    assertThat(line.report().sentUpstream()).isTrue();
    assertThat(line.report().partial()).isFalse();
    assertThat(line.report().facts())
        .isEqualTo(
            Usage.newBuilder()
                .setTokens(
                    TokenCounts.newBuilder()
                        .setInput(7)
                        .setCachedInput(4)
                        .setOutput(5)
                        .setReasoning(3))
                .setModelAnswered("gpt-4o-mini-2024-07-18")
                .setStatus(200)
                .setDurationMs(2002)
                .setFirstByteMs(1)
                .setClientAddress("127.0.0.1")
                .setUserAgent("OpenAI/Python")
                .setMethod("POST")
                .setAttempts(1)
                .setStartedAtMs(1_795_600_130_340L)
                .build());
  }

  @Test
  void anthropicsCacheComesOnTopOfItsInput() throws Exception {
    var usage =
        "{\"input\":21,\"cache_read\":6,\"cache_write\":5,\"cache_write_1h\":2,\"output_first\":1,"
            + "\"output\":15,\"last_event\":\"message_delta\",\"stop_reason\":\"end_turn\"}";
    var report = parse(Lines.end(1, "b", usage)).report();

    assertThat(report.partial()).isFalse();
    assertThat(report.facts().getTokens())
        .isEqualTo(
            TokenCounts.newBuilder()
                .setInput(21)
                .setCachedInput(6)
                .setCacheWrite(3)
                .setCacheWrite1H(2)
                .setOutput(15)
                .build());
  }

  @Test
  void usageOfAnAnswerThatWasCutBeforeItsLastEventIsPartial() throws Exception {
    var usage = "{\"input\":21,\"output_first\":1,\"last_event\":\"content_block_delta\"}";
    var report = parse(Lines.end(1, "b", usage)).report();
    assertThat(report.partial()).isTrue();
    assertThat(report.facts().getTokens().getOutput()).isEqualTo(1);
    var running = "{\"input\":21,\"output_first\":1,\"output\":9,\"last_event\":\"error\"}";
    var more = parse(Lines.end(1, "b", running)).report();
    assertThat(more.partial()).isTrue();
    assertThat(more.facts().getTokens().getOutput()).isEqualTo(9);
  }

  @Test
  void aPeriodicLineIsPartialWithoutError() throws Exception {
    var line =
        parse(
            Lines.periodic(1, "b")
                .replace("via_upstream", "x")
                .replace("\"code\":200", "\"code\":0"));
    assertThat(line.kind()).isEqualTo(UsageLine.Kind.PERIODIC);
    assertThat(line.report().partial()).isTrue();
    assertThat(line.report().facts().getError()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"input\":\"inf\",\"output\":8}",
        "{\"input\":-5,\"output\":8}",
        "{\"input\":11,\"output\":1.5}",
        "{\"input\":1e308,\"output\":8}",
        "{\"input\":true,\"output\":8}",
        "{\"input\":11,\"output\":1000000001}",
        "{\"input\":11,\"output\":18446744073709551615}",
        "{\"input\":11}",
        "{\"output\":8}",
        "{\"input\":11,\"output\":{}}",
        "{\"input\":11,\"output\":[8]}",
        "{\"input\":11,\"output\":8,\"cached_input\":12}",
        "{\"input\":11,\"output\":8,\"cached_input\":6,\"audio_input\":6}",
        "{\"input\":11,\"output\":8,\"reasoning\":9}",
        "{\"input\":11,\"output\":8,\"cached_input\":1,\"cache_read\":1}",
        "{\"input\":11,\"output\":8,\"reasoning\":\"3\"}",
        "{\"input\":11,\"output\":8,\"cache_write\":1,\"cache_write_1h\":2}",
      })
  void usageThatIsNoCountOfTokensDoesNotCount(String usage) throws Exception {
    var line = parse(Lines.end(1, "b", usage));
    assertThat(line.usage()).isInstanceOf(ProviderUsage.Unusable.class);
    assertThat(line.report().facts().hasTokens()).isFalse();
  }

  @Test
  void wholeNumbersCountHoweverTheyAreWritten() throws Exception {
    var report = parse(Lines.end(1, "b", "{\"input\":1e+06,\"output\":8.0}")).report();
    assertThat(report.facts().getTokens().getInput()).isEqualTo(1_000_000);
    assertThat(report.facts().getTokens().getOutput()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"model\":\"gpt-4o\"}", "{\"input\":null}"})
  void noUsageIsNoUsage(String usage) throws Exception {
    var line = parse(Lines.end(1, "b", usage));
    assertThat(line.usage()).isInstanceOf(ProviderUsage.None.class);
    assertThat(line.report().facts().hasTokens()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/embeddings", "/api/v1/llm/embeddings"})
  void embeddingsHaveNoOutput(String path) throws Exception {
    var line = Lines.end(1, "b", "{\"input\":8}").replace("/v1/chat/completions", path);
    assertThat(parse(line).report().facts().getTokens())
        .isEqualTo(TokenCounts.newBuilder().setInput(8).build());
  }

  @Test
  void aRequestThatNeverLeftSaysSo() throws Exception {
    var line = Lines.end(1, "b", "null").replace("\"up_sent_ms\":1", "\"up_sent_ms\":null");
    assertThat(parse(line).report().sentUpstream()).isFalse();
  }

  @Test
  void whyAnAnswerEndedEarlyIsKept() throws Exception {
    var line =
        Lines.end(1, "b", "null")
            .replace("\"flags\":\"-\"", "\"flags\":\"DC\"")
            .replace("via_upstream", "downstream_remote_disconnect");
    assertThat(parse(line).report().facts().getError())
        .isEqualTo("DC downstream_remote_disconnect");
  }

  @Test
  void aMemberThatOnlyInformsCannotSpoilALine() throws Exception {
    var line =
        Lines.end(1)
            .replace("\"ms\":2002", "\"ms\":\"long\"")
            .replace("\"start\":\"2026-11-25T09:48:50.340Z\"", "\"start\":7")
            .replace("\"client\":\"127.0.0.1\"", "\"client\":null")
            .replace("\"attempts\":1", "\"attempts\":-4");
    var facts = parse(line).report().facts();
    assertThat(facts.getDurationMs()).isZero();
    assertThat(facts.getStartedAtMs()).isZero();
    assertThat(facts.getClientAddress()).isEmpty();
    assertThat(facts.getAttempts()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"v\":1=>\"v\":2",
        "\"v\":1=>\"v\":\"1\"",
        "\"DownstreamEnd\"=>\"DownstreamStart\"",
        "\"DownstreamEnd\"=>null",
        "\"boot-1\"=>null",
        "\"boot-1\"=>\"\"",
        "\"envoy-1\"=>5",
        "20782-=>-",
        "\"code\":200=>\"code\":\"200\"",
        "\"code\":200=>\"code\":-1",
        "\"up_sent_ms\":1,=>",
        "\"up_sent_ms\":1=>\"up_sent_ms\":true",
        "\"flags\":\"-\"=>\"flags\":[]",
        "\"details\":\"via_upstream\"=>\"details\":{}",
        "\"usage\":=>\"use\":",
        "\"ms\":2002=>\"ms\":inf",
        "\"v\":1}=>\"v\":1}x",
        "\"v\":1}=>\"v\":1",
      })
  void aLineThatSettlementCannotRestOnIsUnreadable(String change) {
    var parts = change.split("=>", 2);
    var line = Lines.end(1).replace(parts[0], parts[1]);
    assertThat(line).isNotEqualTo(Lines.end(1));
    assertThatThrownBy(() -> parse(line)).isInstanceOf(UnreadableLineException.class);
  }

  private UsageLine parse(String line) throws UnreadableLineException {
    return parser.parse(line.getBytes(UTF_8));
  }

  private Traffic traffic(String line) throws Exception {
    return parse(line).report().traffic();
  }

  @Test
  void aLineShowsWhatWentBy() throws Exception {
    var line = Lines.end(1, "b", Lines.USAGE).replace("\"v\":1", "\"stream\":true,\"v\":1");
    assertThat(traffic(line)).isEqualTo(new Traffic(true, 49, 410, true, false, false));
    assertThat(traffic(Lines.periodic(1, "b")).cut()).isTrue();
    assertThat(traffic(line.replace("\"-\"", "\"DC\"")).cut()).isTrue();
  }

  @Test
  void aProvidersErrorIsAFailureAndAnEndByEnvoyIsNot() throws Exception {
    var error = Lines.end(1, "b", "null").replace("\"code\":200", "\"code\":529");
    assertThat(traffic(error).failed()).isTrue();
    for (var details : new String[] {"max_duration_timeout", "response_payload_too_large"}) {
      var ended = traffic(error.replace("via_upstream", details));
      assertThat(ended.failed()).isFalse();
      assertThat(ended.cut()).isTrue();
    }
  }

  @Test
  void aStreamThatSaysItCannotGoOnIsCutAndHasFailedOnlyIfItBeganSo() throws Exception {
    var first = traffic(Lines.end(1, "b", "{\"last_event\":\"error\"}"));
    assertThat(first.failed()).isTrue();
    var started = "{\"model\":\"m\",\"input\":21,\"output_first\":1,\"last_event\":\"error\"}";
    assertThat(traffic(Lines.end(1, "b", started)))
        .matches(t -> t.cut() && !t.failed() && !t.outputTold());
    var openai = traffic(Lines.end(1, "b", "{\"model\":\"m\",\"error\":\"server_error\"}"));
    assertThat(openai).matches(t -> t.cut() && !t.failed());
  }

  @Test
  void aResponseThatFailsBeforeItsFirstItemHasFailedThoughItNamedItsModel() throws Exception {
    var failed = "{\"model\":\"m\",\"error\":\"server_error\",\"last_event\":\"response.failed\"}";
    assertThat(traffic(response(failed))).matches(t -> t.cut() && t.failed());
    var later = failed.replace("}", ",\"output_index\":0}");
    assertThat(traffic(response(later))).matches(t -> t.cut() && !t.failed());
    var counted = later.replace("}", ",\"input\":11,\"output\":7}");
    assertThat(traffic(response(counted)).failed()).isFalse();
    assertThat(parse(response(counted)).report().partial()).isFalse();
  }

  private static String response(String usage) {
    return Lines.end(1, "b", usage).replace("/v1/chat/completions", "/v1/responses");
  }

  @Test
  void runningCountsOfAnAnswerThatWasCutArePartial() throws Exception {
    var line = Lines.end(1, "b", Lines.USAGE).replace("\"v\":1", "\"running_usage\":true,\"v\":1");
    assertThat(parse(line).report().partial()).isFalse();
    assertThat(parse(line.replace("\"-\"", "\"DC\"")).report().partial()).isTrue();
  }
}
