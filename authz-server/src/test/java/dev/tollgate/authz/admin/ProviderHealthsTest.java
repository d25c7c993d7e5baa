package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.providers.OtherProviderConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.proto.admin.v1.ListProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.admin.v1.ProviderTraffic;
import dev.tollgate.proto.ledger.v1.GetProviderHealthResponse;
import dev.tollgate.proto.ledger.v1.ProviderHealth;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How providers are doing, by the requests of the last minutes. */
final class ProviderHealthsTest {
  private static final ProviderKeySettings SETTINGS =
      ProviderKeySettings.of(
          ProviderCatalog.of(
              new ProvidersConfig(
                  new ProviderConfig(null, null, null),
                  null,
                  List.of(new OtherProviderConfig("cloudflare", null, null, null, null, null)))));

  private static final GetProviderHealthResponse FIVE_MINUTES =
      GetProviderHealthResponse.newBuilder().setMinutes(5).setSeconds(300).build();

  @ParameterizedTest
  @CsvSource({
    "1, 0, ok",
    "100, 4, ok",
    "100, 5, degraded",
    "100, 49, degraded",
    "100, 50, failing",
    "1, 1, failing"
  })
  void oneWordSaysIt(long requests, long failed, String word) {
    var health = ProviderHealth.newBuilder().setRequests(requests).setErrors(failed).build();
    var traffic = ProviderHealths.traffic(FIVE_MINUTES, health);
    assertThat(traffic.getHealth()).isEqualTo(word);
    assertThat(traffic.getFailed()).isEqualTo(failed);
  }

  @Test
  void everyFailureCounts() {
    var health =
        ProviderHealth.newBuilder()
            .setRequests(100)
            .setErrors(1)
            .setThrottled(2)
            .setKeyRefused(3)
            .setUnreached(4);
    assertThat(ProviderHealths.traffic(FIVE_MINUTES, health.build()).getFailed()).isEqualTo(10);
  }

  @Test
  void ofOneThatIsMissingNothingIsKnownUnlessTheLedgerLookedAtAll() {
    assertThat(ProviderHealths.traffic(FIVE_MINUTES, null))
        .isEqualTo(
            ProviderTraffic.newBuilder().setHealth("idle").setMinutes(5).setSeconds(300).build());
    var cut = FIVE_MINUTES.toBuilder().setCut(true).setSeconds(42).build();
    assertThat(ProviderHealths.traffic(cut, null))
        .isEqualTo(
            ProviderTraffic.newBuilder().setHealth("unknown").setMinutes(5).setSeconds(42).build());
    var health = ProviderHealth.newBuilder().setRequests(20_000).build();
    assertThat(ProviderHealths.traffic(cut, health).getHealth()).isEqualTo("ok");
    assertThat(ProviderHealths.traffic(cut, health).getSeconds()).isEqualTo(42);
  }

  private static ProviderKey state(TestAdmin admin, String provider) {
    return admin
        .providerKeys()
        .listProviderKeys(ListProviderKeysRequest.getDefaultInstance())
        .getKeysList()
        .stream()
        .filter(key -> key.getProvider().equals(provider))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLedgerIsAskedAndOfServicesNothingIsKnown() {
    try (var ledger = new TestLedgerAdmin();
        var admin = new TestAdmin(ledger.address(), TestLedgerAdmin.ADMIN, SETTINGS)) {
      var traffic = state(admin, "openai").getTraffic();
      assertThat(traffic.getHealth()).isEqualTo("idle");
      assertThat(traffic.getMinutes()).isEqualTo(5);
      assertThat(traffic.getSeconds()).isEqualTo(300);
      assertThat(state(admin, "cloudflare").hasTraffic()).isFalse();
    }
  }

  @Test
  void whereTheLedgerDoesNotAnswerTheRestIsTold() throws IOException {
    try (var admin = new TestAdmin(SETTINGS)) {
      assertThat(state(admin, "openai").getTraffic().getHealth()).isEqualTo("unknown");
      assertThat(state(admin, "openai").getActive()).isTrue();
    }
  }
}
