package dev.tollgate.authz.providers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.authz.sealing.KeptKeys;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.local.TcpGate;
import dev.tollgate.local.TcpGate.Mode;
import dev.tollgate.local.TestKms;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SystemKeysTest {
  private static final Secret KEK = Secret.of("kek_" + "a".repeat(43));
  private static final Sealer SEALER = sealer("a");
  private static final Sealer OTHER = sealer("b");

  private static final RetryPause BRIEFLY =
      new RetryPause(Duration.ofMillis(20), Duration.ofMillis(100));
  private static final Duration ENOUGH = Duration.ofSeconds(60);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** What the database has. */
  private List<StoredKey> rows = List.of();

  private Set<String> disabled = Set.of();

  /** Whether it answers nothing. */
  private boolean down;

  private static Sealer sealer(String letter) {
    return new EncryptionConfig(List.of(Secret.of("kek_" + letter.repeat(43)))).sealer();
  }

  private final StoredProviders database =
      new StoredProviders() {
        @Override
        public List<StoredKey> keys() throws SQLException {
          return answer(rows);
        }

        @Override
        public Set<String> disabled() throws SQLException {
          return answer(disabled);
        }
      };

  private <T> T answer(T what) throws SQLException {
    if (down) {
      throw new SQLException("nothing answers");
    }
    return what;
  }

  private SystemKeys keys(KeySource source) {
    return keys(source, SEALER);
  }

  private SystemKeys keys(KeySource source, Sealer sealer) {
    return new SystemKeys(
        new ProviderKeySettings(ProviderSamples.configured(), source, sealer),
        database,
        BRIEFLY,
        registry);
  }

  private static StoredKey stored(String provider, String id, String key) {
    return stored(SEALER, provider, id, key);
  }

  private static StoredKey stored(Sealer sealer, String provider, String id, String key) {
    return new StoredKey(provider, id, sealer.seal(Secret.of(key), StoredKey.place(provider, id)));
  }

  private static String sent(SystemKeys keys, String provider) {
    return requireNonNull(keys.get().find(provider)).credential().text();
  }

  private double unreadable() {
    return registry.get("tollgate_providers_unreadable_keys").gauge().value();
  }

  @Test
  void ofTheEnvironmentTheConfigurationAloneCounts() {
    rows = List.of(stored("openai", "1", "sk-stored"));
    var keys = keys(KeySource.ENVIRONMENT);
    assertThat(keys.refresh()).isTrue();
    assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-configured");
  }

  @Test
  void ofBothAStoredKeyComesFirstAndTheConfigurationsCountsWhereThereIsNone() {
    rows = List.of(stored("openai", "1", "sk-stored"));
    var keys = keys(KeySource.HYBRID);
    assertThat(keys.refresh()).isTrue();
    assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-stored");
    assertThat(sent(keys, "anthropic")).isEqualTo("sk-ant-configured");
    rows = List.of();
    keys.refresh();
    assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-configured");
  }

  @Test
  void ofTheDatabaseAloneNothingIsKnownBeforeItAnsweredAndThenWhatIsThere() {
    var keys = keys(KeySource.DATABASE);
    assertThat(keys.get().find("openai")).isNull();
    assertThat(keys.get().keyUnknown("openai")).isTrue();
    down = true;
    assertThat(keys.refresh()).isFalse();
    assertThat(keys.get().keyUnknown("openai")).isTrue();
    down = false;
    rows = List.of(stored("openai", "1", "sk-stored"));
    assertThat(keys.refresh()).isTrue();
    assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-stored");
    assertThat(keys.get().find("anthropic")).isNull();
    assertThat(keys.get().keyUnknown("anthropic")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void beforeTheDatabaseAnsweredNothingIsSentToAnybody(KeySource source) {
    down = true;
    var keys = keys(source);
    assertThat(keys.refresh()).isFalse();
    assertThat(keys.get().find("openai")).isNull();
    assertThat(keys.get().keyUnknown("openai")).isTrue();
    assertThat(keys.get().isInactive("openai")).as("nobody knows").isFalse();
    down = false;
    disabled = Set.of("openai");
    assertThat(keys.refresh()).isTrue();
    assertThat(keys.get().isInactive("openai")).isTrue();
    assertThat(keys.get().keyUnknown("anthropic")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsSentToAProviderThatIsSwitchedOffUntilItIsSwitchedOn(KeySource source) {
    rows = List.of(stored("openai", "1", "sk-stored"));
    disabled = Set.of("openai");
    var keys = keys(source);
    assertThat(keys.refresh()).isTrue();
    assertThat(keys.get().find("openai")).isNull();
    down = true;
    keys.refresh();
    assertThat(keys.get().isInactive("openai")).as("also while the database is down").isTrue();
    down = false;
    disabled = Set.of();
    keys.refresh();
    assertThat(keys.get().isInactive("openai")).isFalse();
    assertThat(keys.get().find("openai")).isNotNull();
  }

  @Test
  void whatIsKnownGoesOnWhileTheDatabaseIsDown() {
    rows = List.of(stored("openai", "1", "sk-stored"));
    var keys = keys(KeySource.DATABASE);
    keys.refresh();
    down = true;
    assertThat(keys.refresh()).isFalse();
    assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-stored");
    assertThat(registry.get("tollgate_providers_key_load_failures").functionCounter().count())
        .isOne();
  }

  @Test
  void aKeyThatCannotBeReadIsCountedAndTheOthersServe() {
    rows =
        List.of(
            stored("anthropic", "1", "sk-ant-stored"), stored(OTHER, "openai", "2", "sk-stored"));
    var keys = keys(KeySource.HYBRID);
    assertThat(keys.refresh()).isTrue();
    assertThat(unreadable()).isOne();
    assertThat(sent(keys, "anthropic")).isEqualTo("sk-ant-stored");
    assertThat(keys.get().find("openai")).as("nobody knows whose account it is").isNull();
    assertThat(keys.get().keyUnknown("openai")).isTrue();
  }

  @Test
  void ciphertextsOfTwoRowsThatWereSwappedAreRefused() {
    var openai = stored("openai", "1", "sk-stored");
    var anthropic = stored("anthropic", "2", "sk-ant-stored");
    rows =
        List.of(
            new StoredKey("openai", "1", anthropic.sealed()),
            new StoredKey("anthropic", "2", openai.sealed()));
    var keys = keys(KeySource.DATABASE);
    keys.refresh();
    assertThat(unreadable()).isEqualTo(2);
    rows =
        List.of(
            new StoredKey("openai", "2", anthropic.sealed()),
            new StoredKey("anthropic", "1", openai.sealed()));
    keys.refresh();
    assertThat(unreadable()).as("also with their ids").isEqualTo(2);
  }

  @Test
  void aKeyThatWasOnlySealedAnewStaysKnownWhereTheNewKeyEncryptionKeyIsMissing() {
    rows = List.of(stored("openai", "1", "sk-stored"));
    var keys = keys(KeySource.DATABASE);
    keys.refresh();
    rows = List.of(stored(OTHER, "openai", "1", "sk-stored"));
    keys.refresh();
    assertThat(unreadable()).isOne();
    assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-stored");
    rows = List.of(stored(OTHER, "openai", "2", "sk-another"));
    keys.refresh();
    assertThat(keys.get().keyUnknown("openai")).as("another key").isTrue();
  }

  @Test
  void aStoredKeyOfAProviderThatIsNotConfiguredIsOfNoUse() {
    rows = List.of(stored("elsewhere", "1", "sk-stored"));
    var keys = keys(KeySource.HYBRID);
    keys.refresh();
    assertThat(keys.get().find("elsewhere")).isNull();
  }

  @Test
  void storedKeysNeedWhatOpensThem() {
    assertThatThrownBy(
            () -> new ProviderKeySettings(ProviderSamples.configured(), KeySource.HYBRID, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKmsThatIsDownOrHangsIsNamedHoldsUpNothingAndIsAskedUntilItAnswers() throws Exception {
    var kms = TestKms.shared();
    var arn = kms.createKey();
    var kept = KeptKeys.sealer(arn, kms.endpoint(), ENOUGH);
    rows =
        List.of(
            stored("anthropic", "1", "sk-ant-stored"), stored(kept, "openai", "2", "sk-stored"));
    try (var gate = new TcpGate(kms.port(), Mode.SILENT)) {
      var brief = Duration.ofMillis(500);
      var keys = keys(KeySource.DATABASE, KeptKeys.sealer(arn, gate.url(), brief, KEK));
      assertThat(keys.refresh()).isTrue();
      assertThat(sent(keys, "anthropic")).as("at once").isEqualTo("sk-ant-stored");
      assertThat(keys.get().keyUnknown("openai")).isTrue();
      await().until(() -> unreadable() == 1);
      gate.set(Mode.RESET);
      await().until(() -> gate.taken() > 2);
      assertThat(keys.get().keyUnknown("openai")).isTrue();
      assertThat(unreadable()).isOne();
      gate.set(Mode.OPEN);
      await().until(() -> unreadable() == 0);
      assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-stored");
      assertThat(keys.get().keyUnknown("openai")).isFalse();
    }
  }

  @Test
  void kmsIsAskedOnceForAKeyHoweverOftenItIsUsedAndReadAgain() throws Exception {
    var kms = TestKms.shared();
    var arn = kms.createKey();
    rows =
        List.of(stored(KeptKeys.sealer(arn, kms.endpoint(), ENOUGH), "openai", "1", "sk-stored"));
    try (var gate = new TcpGate(kms.port(), Mode.OPEN)) {
      var keys = keys(KeySource.DATABASE, KeptKeys.sealer(arn, gate.url(), ENOUGH));
      keys.refresh();
      await().until(() -> keys.get().find("openai") != null);
      gate.set(Mode.RESET); // whoever asks from now on would be seen
      int asked = gate.taken();
      for (int i = 0; i < 100; i++) {
        keys.refresh();
        assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-stored");
      }
      assertThat(gate.taken()).isEqualTo(asked);
    }
  }

  @Test
  void whileANewKeyIsOpenedRequestsGoOutAsBeforeAndThenWithItOrNotAtAll() throws Exception {
    var kms = TestKms.shared();
    var arn = kms.createKey();
    var kept = KeptKeys.sealer(arn, kms.endpoint(), ENOUGH);
    try (var gate = new TcpGate(kms.port(), Mode.SILENT)) {
      var keys = keys(KeySource.HYBRID, KeptKeys.sealer(arn, gate.url(), ENOUGH, KEK));
      rows = List.of(stored("openai", "1", "sk-first"));
      keys.refresh();
      rows =
          List.of(
              stored(kept, "openai", "2", "sk-second"),
              stored(kept, "anthropic", "3", "sk-ant-stored"));
      keys.refresh();
      assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-first");
      assertThat(sent(keys, "anthropic")).isEqualTo("sk-ant-configured");
      gate.set(Mode.OPEN);
      await().until(() -> sent(keys, "openai").equals("Bearer sk-second"));
      await().until(() -> sent(keys, "anthropic").equals("sk-ant-stored"));
      gate.set(Mode.RESET);
      rows = List.of(stored(kept, "openai", "4", "sk-third"));
      keys.refresh();
      await().until(() -> keys.get().keyUnknown("openai"));
      assertThat(sent(keys, "anthropic")).as("removed").isEqualTo("sk-ant-configured");
    }
  }

  @Test
  void aKeyThatWasOnlySealedAnewIsUsedWhileKmsIsDown() throws Exception {
    var kms = TestKms.shared();
    var arn = kms.createKey();
    var kept = KeptKeys.sealer(arn, kms.endpoint(), ENOUGH);
    try (var gate = new TcpGate(kms.port(), Mode.RESET)) {
      var keys = keys(KeySource.DATABASE, KeptKeys.sealer(arn, gate.url(), ENOUGH, KEK));
      rows = List.of(stored("openai", "1", "sk-stored"));
      keys.refresh();
      rows = List.of(stored(kept, "openai", "1", "sk-stored"));
      keys.refresh();
      await().until(() -> unreadable() == 1);
      assertThat(sent(keys, "openai")).isEqualTo("Bearer sk-stored");
      rows = List.of();
      keys.refresh();
      assertThat(unreadable()).as("nobody needs it any more").isZero();
      gate.set(Mode.OPEN);
      assertThat(keys.get().find("openai")).isNull();
    }
  }
}
