package dev.tollgate.e2e;

import static dev.tollgate.e2e.Calls.isCharged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code /v1/moderations} is free and in the books all the same. */
@ExtendWith(SharedGateway.class)
final class ModerationsTest {
  private final Gateway gateway;

  ModerationsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void aModerationCostsNothingAndLeavesARow() throws Exception {
    var caller = gateway.caller(1_000);
    var calls = new Calls(gateway);
    var answer = calls.post(caller.apiKey(), "/v1/moderations", "{\"input\":\"some violence\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"flagged\":true");
    var charge = calls.charge(caller.wallet());
    isCharged(charge, Evidence.EVIDENCE_FIXED, 0);
    assertThat(charge.getAdmission().getModel()).isEqualTo("omni-moderation-latest");
    assertThat(gateway.balance(caller)).isEqualTo(1_000);
  }
}
