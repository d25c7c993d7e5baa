package dev.tollgate.authz.check;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.kit.config.Secret;
import org.junit.jupiter.api.Test;

final class PreparedAnswersTest {
  private static final int KEYS = 16;

  @Test
  void aKeyThatGoesToSeveralProvidersByTurnsIsPreparedOnceForEach() {
    var key = new ProviderConfig(Secret.of("sk-planted"), null, null);
    var catalog = ProviderCatalog.of(new ProvidersConfig(key, key, null));
    var openai = requireNonNull(catalog.find("openai"));
    var anthropic = requireNonNull(catalog.find("anthropic"));
    var prepared = new PreparedAnswers();
    int kept = 0;
    for (int i = 0; i < KEYS; i++) {
      var principal = Samples.principal();
      var path = ChargePath.of(principal);
      var one = prepared.get(principal, path, openai, null);
      var other = prepared.get(principal, path, anthropic, null);
      assertThat(one).isNotSameAs(other);
      kept += same(prepared.get(principal, path, openai, null), one) ? 1 : 0;
    }
    assertThat(kept).isGreaterThan(KEYS / 2); // two may share a slot, by chance
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the very object is the question
  private static boolean same(PreparedAnswer one, PreparedAnswer other) {
    return one == other;
  }
}
