package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.Samples.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authenticator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Check decides on the headers of a large request, before Envoy takes the body in. */
final class KeyPhaseTest {
  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations = new FakeReservations();
  private Authenticator authenticator = accepting("llm:inference");

  private static Authenticator accepting(String... permissions) {
    return (credential, callback) ->
        callback.accept(new Authentication.Authenticated(Samples.principal(permissions)));
  }

  private void decide(Samples.Facts facts) {
    var run = new CheckRun(facts.facts(), Runnable::run, 0, caller);
    Pipelines.of(authenticator, Pipelines.quotes(), reservations).decide(run);
  }

  private Denial denial(Samples.Facts facts) {
    decide(facts);
    return caller.denied().denial();
  }

  @Test
  void theKeyPhaseReservesNothing() {
    decide(chat().keyPhase());
    assertThat(caller.only()).isInstanceOf(Decision.KeyAccepted.class);
    assertThat(reservations.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, 33554432, true",
    "/v1/chat/completions, 33554433, false",
    "/v1/embeddings, 1048577, false",
    "/v1/embeddings, 99999999999999999999, false"
  })
  void theKeyPhaseRefusesABodyThatIsAnnouncedAsTooLarge(String path, String bytes, boolean fits) {
    decide(chat().at("POST", path).header("content-length", bytes).keyPhase());
    boolean accepted = caller.only() instanceof Decision.KeyAccepted;
    assertThat(accepted || caller.only().equals(Denied.of(Denial.REQUEST_TOO_LARGE))).isTrue();
    assertThat(accepted).isEqualTo(fits);
  }

  @Test
  void theKeyPhaseRefusesAKeyThatDoesNotCount() {
    authenticator =
        (credential, callback) -> callback.accept(new Authentication.Refused(Refusal.REVOKED));
    assertThat(denial(chat().keyPhase())).isEqualTo(Denial.REVOKED_KEY);
  }

  @Test
  void theKeyPhaseChecksTheScope() {
    authenticator = accepting("other");
    assertThat(denial(chat().keyPhase())).isEqualTo(Denial.INSUFFICIENT_SCOPE);
  }
}
