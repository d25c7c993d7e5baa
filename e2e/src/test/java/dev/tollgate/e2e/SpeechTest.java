package dev.tollgate.e2e;

import static dev.tollgate.e2e.Calls.isCharged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code /v1/audio/speech}, by the characters of its text. */
@ExtendWith(SharedGateway.class)
final class SpeechTest {
  private static final long GRANTED = 1_000_000_000;

  private final Gateway gateway;

  SpeechTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void aTextIsChargedByItsCharactersHoweverTheyAreWritten() throws Exception {
    var caller = gateway.caller(GRANTED);
    var calls = new Calls(gateway);
    // Eight characters: an escape is one, a pair of surrogates is one.
    var body =
        "{\"model\":\"tts-1\",\"voice\":\"alloy\",\"speed\":1.5,\"input\":\"H\\u00e9llo"
            + " \\ud83d\\ude00\\n\"}";
    var answer = calls.post(caller.apiKey(), "/v1/audio/speech", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
    assertThat(answer.body()).hasSize(800);
    var charge = calls.charge(caller.wallet());
    isCharged(charge, Evidence.EVIDENCE_FIXED, 8 * 15_000);
    assertThat(charge.getUsage().getUnits()).isEqualTo(8);
    assertThat(charge.getAdmission().getHold().getNanocredits()).isEqualTo(8 * 15_000);
  }

  @Test
  void whatTheProviderRefusesIsFree() throws Exception {
    var caller = gateway.caller(GRANTED);
    var calls = new Calls(gateway);
    var body = "{\"model\":\"tts-1\",\"voice\":\"alloy\",\"input\":\"" + "x".repeat(4_097) + "\"}";
    assertThat(calls.post(caller.apiKey(), "/v1/audio/speech", body).statusCode()).isEqualTo(400);
    isCharged(calls.charge(caller.wallet()), Evidence.EVIDENCE_ZERO, 0);
  }
}
