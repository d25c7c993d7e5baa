package dev.tollgate.e2e;

import static dev.tollgate.e2e.Calls.isCharged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/responses}, whole and in events. */
@ExtendWith(SharedGateway.class)
final class ResponsesTest {
  private static final long GRANTED = 10_000_000_000L;
  private static final String ASKED = "[mock prompt=31 cached=8 output=17 reasoning=12]";

  /** 23 of input, 8 of it cached, 5 of output and 12 of reasoning, in nanocredits. */
  private static final long COST = 23 * 400 + 8 * 100 + 17 * 1_600;

  private static final TokenCounts COUNTED =
      TokenCounts.newBuilder().setInput(23).setCachedInput(8).setOutput(5).setReasoning(12).build();

  private final Gateway gateway;
  private final Calls calls;

  ResponsesTest(Gateway gateway) {
    this.gateway = gateway;
    this.calls = new Calls(gateway);
  }

  private HttpResponse<String> ask(Gateway.Caller caller, String model, String input, String more)
      throws Exception {
    var body = "{\"model\":\"%s\",\"input\":\"%s\"%s}".formatted(model, input, more);
    return calls.post(caller.apiKey(), "/v1/responses", body);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itsTokensAreChargedByTheirClasses(boolean stream) throws Exception {
    var caller = gateway.caller(GRANTED);
    var answer = ask(caller, "gpt-4.1-mini", ASKED, ",\"stream\":" + stream);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"reasoning_tokens\":12");
    var charge = calls.charge(caller.wallet());
    isCharged(charge, Evidence.EVIDENCE_EXACT, COST);
    assertThat(charge.getUsage().getTokens()).isEqualTo(COUNTED);
    assertThat(charge.getUsage().getModelAnswered()).isEqualTo("gpt-4.1-mini");
  }

  @Test
  void eventsInAnOddHandAreReadAllTheSame() throws Exception {
    var caller = gateway.caller(GRANTED);
    var odd = ASKED.replace("]", " odd=1]");
    var answer = ask(caller, "gpt-4.1-mini", odd, ",\"stream\":true");
    assertThat(answer.body()).contains(": still here\r\n\r\nevent:response.completed\r\ndata:{");
    isCharged(calls.charge(caller.wallet()), Evidence.EVIDENCE_EXACT, COST);
  }

  @Test
  void aLastEventOfTwoMegabytesIsReadAllTheSame() throws Exception {
    var caller = gateway.caller(GRANTED);
    var instructions = ",\"stream\":true,\"instructions\":\"" + "x".repeat(2_000_000) + "\"";
    var answer = ask(caller, "gpt-4.1-mini", ASKED, instructions);
    assertThat(answer.body()).hasSizeGreaterThan(6_000_000);
    isCharged(calls.charge(caller.wallet()), Evidence.EVIDENCE_EXACT, COST);
  }

  @Test
  void aResponseThatFailsBeforeAnyOutputIsFree() throws Exception {
    var caller = gateway.caller(GRANTED);
    var answer = ask(caller, "mock-broken", "Hello", ",\"stream\":true");
    assertThat(answer.body()).contains("event: response.failed");
    isCharged(calls.charge(caller.wallet()), Evidence.EVIDENCE_ZERO, 0);
  }

  @Test
  void anAnswerThatComesCompressedUnaskedCostsItsBound() throws Exception {
    var caller = gateway.caller(GRANTED);
    var answer = ask(caller, "gpt-4.1-mini", "[mock gzip=1]", ",\"max_output_tokens\":16");
    assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
    var charge = calls.charge(caller.wallet());
    isCharged(charge, Evidence.EVIDENCE_BOUND, charge.getAdmission().getHold().getNanocredits());
  }

  @Test
  void toolsThatRunAtTheProviderAreRefused() throws Exception {
    var caller = gateway.caller(GRANTED);
    var answer = ask(caller, "gpt-4.1-mini", "x", ",\"tools\":[{\"type\":\"web_search\"}]");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"unsupported_feature\"", "\"param\":\"tools\"");
  }
}
