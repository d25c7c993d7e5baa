package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.Samples.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.AllowedAddresses;
import dev.tollgate.authz.authn.AllowedModels;
import dev.tollgate.authz.authn.Restrictions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which requests are uses of a key. */
final class UsedKeysTest {
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());
  private Restrictions restrictions = Restrictions.NONE;
  private String scope = "llm:inference";

  private @Nullable String used(Samples.Facts facts) {
    var caller = new RecordingCaller();
    var principal = Samples.principal(restrictions, scope);
    var run = new CheckRun(facts.facts(), Runnable::run, 0, caller);
    Pipelines.of(principal, Pipelines.quotes(), reservations).decide(run);
    assertThat(caller.only()).isNotNull();
    return run.usedKey();
  }

  @Test
  void aRequestIsAUseInThePhaseThatSeesAllOfIt() {
    for (var facts : List.of(chat(), chat().at("GET", "/api/v1/llm/credits"))) {
      assertThat(used(facts.keyPhase())).isNull();
      assertThat(used(facts)).isEqualTo("key-1");
    }
  }

  @Test
  void aRequestThatIsRefusedForWhatItAsksForIsAUse() {
    restrictions = new Restrictions(AllowedModels.NONE, AllowedAddresses.ANY, 0);
    assertThat(used(chat())).isEqualTo("key-1");
  }

  @Test
  void aRequestThatTheKeyDoesNotLetInIsNone() {
    restrictions = new Restrictions(AllowedModels.ANY, AllowedAddresses.NONE, Long.MAX_VALUE);
    assertThat(used(chat())).isNull();
    restrictions = Restrictions.NONE;
    scope = "llm:models";
    assertThat(used(chat())).isNull();
    assertThat(used(chat().at("GET", "/health"))).isNull();
  }
}
