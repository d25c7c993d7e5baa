package dev.tollgate.e2e;

import static dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_ESTIMATED;
import static dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_EXACT;
import static dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_PARTIAL;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients that leave, whenever they like: each request is settled by what is known of it. */
@ExtendWith(SharedGateway.class)
final class DisconnectsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long GRANTED = 1_000_000_000_000L;
  private static final String CHAT = "/v1/chat/completions";
  private static final String MESSAGES = "/v1/messages";
  private static final long SEED = Long.getLong("disconnects.seed", 7);
  private static final int DEPARTURES = Integer.getInteger("disconnects", 24);
  private static final int AT_ONCE = 24;
  private static final double SECONDS_A_WORD = 0.04;

  private final Gateway gateway;
  private Gateway.Caller caller;
  private Departing client;

  DisconnectsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Whole answers, from which the server learns how many bytes a token takes. */
  @BeforeEach
  void calibrate() throws Exception {
    caller = gateway.caller(GRANTED);
    client = new Departing(gateway, caller);
    for (int words : new int[] {5, 60, 20, 100}) {
      for (var path : List.of(CHAT, MESSAGES)) {
        client.leaveWhen(path, body(path, "[mock output=" + words + "]", ""), _ -> false);
      }
    }
    await().atMost(SOON).until(() -> charges().size() == 8);
    caller = gateway.caller(GRANTED);
    client = new Departing(gateway, caller);
  }

  private static String body(String path, String content, String more) {
    var model = path.equals(MESSAGES) ? "claude-sonnet-4-5" : "gpt-4o-mini";
    return body(model, content, more, 200);
  }

  private static String body(String model, String content, String more, int maxTokens) {
    return "{\"model\":\"%s\",\"stream\":true,\"max_tokens\":%d%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(model, maxTokens, more, content);
  }

  private List<Charge> charges() throws IOException {
    var request =
        ListUsageRequest.newBuilder().setAccount(caller.wallet()).setPageSize(1_000).build();
    return gateway.money().listUsage(request).getChargesList();
  }

  private Charge only() {
    return await().atMost(SOON).until(this::charges, all -> all.size() == 1).getFirst();
  }

  private static void isSettled(Charge charge, Evidence evidence, int input, int output) {
    assertThat(charge.getUsage().getEvidence()).isEqualTo(evidence);
    assertThat(charge.getUsage().getTokens().getInput()).isEqualTo(input);
    assertThat(charge.getUsage().getTokens().getOutput()).isEqualTo(output);
    assertThat(charge.getUsage().getError()).contains("DC");
  }

  @Test
  void afterTheUsageEventItIsExact() throws Exception {
    var chat =
        body(CHAT, "[mock prompt=11 output=9]", ",\"stream_options\":{\"include_usage\":true}");
    client.leaveWhen(CHAT, chat, text -> text.contains("\"prompt_tokens\":11"));
    var charge = only();
    assertThat(charge.getUsage().getEvidence()).isEqualTo(EVIDENCE_EXACT);
    assertThat(charge.getUsage().getTokens().getOutput()).isEqualTo(9);
  }

  @Test
  void withRunningUsageItIsPartial() throws Exception {
    var running = ",\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}";
    var chat = body(CHAT, "[mock prompt=11 output=90 seconds=9]", running);
    client.leaveWhen(CHAT, chat, text -> text.contains("\"completion_tokens\":5,"));
    var charge = only();
    int output = Math.toIntExact(charge.getUsage().getTokens().getOutput());
    assertThat(output).isBetween(5, 7);
    isSettled(charge, EVIDENCE_PARTIAL, 11, output);
  }

  @Test
  void inMidStreamAMessagesInputIsWhatTheProviderSaid() throws Exception {
    var message = body(MESSAGES, "[mock prompt=33 output=90 seconds=9]", "");
    client.leaveWhen(MESSAGES, message, text -> count(text, "content_block_delta\"") >= 10);
    var charge = only();
    int output = Math.toIntExact(charge.getUsage().getTokens().getOutput());
    assertThat(output).isBetween(8, 14);
    isSettled(charge, EVIDENCE_ESTIMATED, 33, output);
    assertThat(charge.getCost().getNanocredits()).isEqualTo(33 * 3_000 + output * 15_000L);
  }

  @Test
  void beforeTheFirstByteOnlyTheInputIsEstimated() throws Exception {
    int before = gateway.served();
    try (var _ = client.wait(CHAT, body("mock-hang", "Hello", "", 200))) {
      await().atMost(SOON).until(() -> gateway.served() > before);
    }
    var charge = only();
    isSettled(
        charge, EVIDENCE_ESTIMATED, Math.toIntExact(charge.getUsage().getTokens().getInput()), 0);
    assertThat(charge.getUsage().getTokens().getInput()).isPositive();
    assertThat(charge.getUsage().getStatus()).isZero();
  }

  @Test
  void duringTheUploadNothingIsHeldOrCharged() throws Exception {
    client.leaveDuringUpload(CHAT, body(CHAT, "x".repeat(200_000), ""));
    client.leaveWhen(CHAT, body(CHAT, "[mock prompt=11 output=9]", ""), _ -> false);
    assertThat(only().getUsage().getTokens().getInput()).isEqualTo(11);
  }

  @Test
  void atRandomTheEstimatesAddUpToWhatWasGeneratedAndNoneIsAboveItsHold() throws Exception {
    var random = new Random(SEED);
    var tasks = new ArrayList<Callable<String>>();
    for (int i = 0; i < DEPARTURES; i++) {
      var path = i % 2 == 0 ? CHAT : MESSAGES;
      int words = random.nextInt(40, 100);
      int leavesAfter = random.nextInt(10, 130); // some stay to the end
      var directive = "[mock output=%d seconds=%.2f]".formatted(words, words * SECONDS_A_WORD);
      var mark = path.equals(CHAT) ? "\"delta\":{\"content\"" : "content_block_delta\"";
      tasks.add(() ->
          client
              .leaveWhen(path, body(path, directive, ""), text -> count(text, mark) >= leavesAfter)
              .requestId());
    }
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<String> left : threads.invokeAll(tasks)) {
        assertThat(left.get()).isNotEmpty();
      }
    }
    var all = await().atMost(SOON).until(this::charges, list -> list.size() == DEPARTURES);
    var served = served();
    long estimated = 0;
    long generated = 0;
    for (var charge : all) {
      var tokens = charge.getUsage().getTokens();
      var upstream = requireNonNull(served.get(charge.getAdmission().getRequestId()));
      assertThat(charge.getCost().getNanocredits())
          .isLessThanOrEqualTo(charge.getAdmission().getHold().getNanocredits());
      if (charge.getUsage().getEvidence() == EVIDENCE_EXACT) {
        assertThat(tokens.getOutput()).isEqualTo(upstream.path("completion_tokens").asLong());
      } else {
        assertThat(charge.getUsage().getEvidence()).isEqualTo(EVIDENCE_ESTIMATED);
        estimated += tokens.getOutput();
        generated += upstream.path("generated_tokens").asLong();
      }
    }
    System.out.printf(
        "DisconnectsTest: %d departures, -Ddisconnects.seed=%d: estimated %d of %d tokens%n",
        DEPARTURES, SEED, estimated, generated);
    assertThat(generated).isPositive();
    assertThat(estimated).isCloseTo(generated, within(generated / 10));
    assertThat(all).anyMatch(charge -> charge.getUsage().getEvidence() == EVIDENCE_EXACT);
  }

  private Map<String, JsonNode> served() throws Exception {
    var byId = new HashMap<String, JsonNode>();
    for (var line : gateway.upstreamRecord().lines().toList()) {
      var node = JsonMapper.shared().readTree(line);
      byId.put(node.path("id").asString(), node);
    }
    return byId;
  }

  private static int count(String text, String mark) {
    int count = 0;
    for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      count++;
    }
    return count;
  }
}
