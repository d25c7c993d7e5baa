package dev.tollgate.authz.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.config.SecretOrName;
import dev.tollgate.local.TcpGate;
import dev.tollgate.local.TestKms;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A key-encryption key in a real KMS. */
final class AwsKmsKeyTest {
  private static final Secret SECRET = Secret.of("sk-planted-secret");
  private static final Place PLACE = new Place("authz.provider_key", "pk_1", "platform", "openai");
  private static final Place ELSEWHERE =
      new Place("authz.provider_key", "pk_2", "platform", "openai");
  private static final Duration ENOUGH = Duration.ofSeconds(30);
  private static final Duration BRIEF = Duration.ofMillis(300);

  private static TestKms kms;

  @BeforeAll
  static void start() throws IOException {
    kms = TestKms.shared();
  }

  private static AwsKmsKey key(String arn, String endpoint, Duration answerMax) {
    return AwsKmsKey.of(AwsKeyArn.parse(arn), URI.create(endpoint), answerMax, System::nanoTime);
  }

  private static Sealer sealer(String arn, String endpoint, Duration answerMax) {
    return new Sealer(List.of(key(arn, endpoint, answerMax)));
  }

  private static Sealer sealer(String arn) {
    return sealer(arn, kms.endpoint(), ENOUGH);
  }

  private static UnreadableException refused(Sealer sealer, Sealed sealed, Place place) {
    return catchThrowableOfType(UnreadableException.class, () -> sealer.open(sealed, place));
  }

  @Test
  void aSecretOpensWithTheKeyThatKmsKeepsAndWithNoOther() throws Exception {
    var arn = kms.createKey();
    var sealed = sealer(arn).seal(SECRET, PLACE);
    assertThat(sealed.key()).isEqualTo("aws-kms:" + arn.substring(arn.indexOf('/') + 1));
    assertThat(sealer(arn).open(sealed, PLACE)).isEqualTo(SECRET);
    var other = sealer(kms.createKey());
    // AWS says IncorrectKeyException, moto AccessDeniedException.
    assertThat(refused(other, new Sealed(other.primary(), sealed.ciphertext()), PLACE))
        .hasMessageContaining("the key-encryption key " + other.primary());
  }

  @Test
  void whatWasMovedToAnotherRowIsRefused() throws Exception {
    var sealer = sealer(kms.createKey());
    var refusal = refused(sealer, sealer.seal(SECRET, PLACE), ELSEWHERE);
    assertThat(refusal).hasMessageContaining("moved here from another row");
    assertThat(refusal.passing()).isFalse();
  }

  @Test
  void kmsItselfGivesADataKeyOutForItsOwnPlaceAlone() throws Exception {
    var key = key(kms.createKey(), kms.endpoint(), ENOUGH);
    var dataKey = new byte[] {1, 2, 3};
    var wrapped = key.wrapping(PLACE).encrypt(dataKey, new byte[0]);
    assertThat(key.wrapping(PLACE).decrypt(wrapped, new byte[0])).isEqualTo(dataKey);
    assertThatThrownBy(() -> key.wrapping(ELSEWHERE).decrypt(wrapped, new byte[0]))
        .isInstanceOf(GeneralSecurityException.class)
        .isNotInstanceOf(KeyServiceException.class);
  }

  @Test
  void whatKmsRefusesIsToldByItsOwnNameForIt() throws Exception {
    var arn = kms.createKey();
    var gone = sealer(arn.substring(0, arn.indexOf('/')) + "/" + new UUID(0, 0));
    assertThatThrownBy(() -> gone.seal(SECRET, PLACE))
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageEndingWith("cannot be used now: AWS KMS refuses: NotFoundException");
    var sealed = new Sealed(gone.primary(), sealer(arn).seal(SECRET, PLACE).ciphertext());
    var refusal = refused(gone, sealed, PLACE);
    assertThat(refusal).hasMessageContaining("cannot be used now: AWS KMS refuses: ");
    assertThat(refusal.passing()).as("it may be allowed later").isTrue();
  }

  @Test
  void aKmsThatIsDownOpensNothingAndIsAskedAgain() throws Exception {
    var arn = kms.createKey();
    var sealed = sealer(arn).seal(SECRET, PLACE);
    try (var gate = new TcpGate(kms.port(), TcpGate.Mode.RESET)) {
      var sealer = sealer(arn, gate.url(), ENOUGH);
      var refusal = refused(sealer, sealed, PLACE);
      assertThat(refusal).hasMessageEndingWith("cannot be used now: AWS KMS cannot be reached");
      assertThat(refusal.passing()).isTrue();
      gate.set(TcpGate.Mode.OPEN);
      assertThat(sealer.open(sealed, PLACE)).isEqualTo(SECRET);
    }
  }

  @Test
  void nobodyWaitsForAKmsThatHangsLongerThanTheBound() throws Exception {
    var arn = kms.createKey();
    var sealed = sealer(arn).seal(SECRET, PLACE);
    try (var gate = new TcpGate(kms.port(), TcpGate.Mode.SILENT)) {
      var sealer = sealer(arn, gate.url(), BRIEF);
      long begun = System.nanoTime();
      var first = refused(sealer, sealed, PLACE);
      assertThat(first).hasMessageEndingWith("AWS KMS does not answer within 300 ms");
      assertThat(first.passing()).isTrue();
      for (int i = 0; i < 3; i++) {
        var later = refused(sealer, sealed, PLACE);
        assertThat(later).hasMessageEndingWith("AWS KMS gave no answer a moment ago");
        assertThat(later.passing()).isTrue();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("those after the first do not wait")
          .isLessThan(BRIEF.multipliedBy(2));
    }
  }

  @Test
  void theConfigurationNamesKeysOfKmsBesideThoseInFiles() throws Exception {
    var arn = kms.createKey();
    var file = Secret.of("kek_" + "f".repeat(43));
    var both =
        new EncryptionConfig(
            List.of(new SecretOrName.Kept("aws-kms", "//" + arn), new SecretOrName.Held(file)),
            kms.endpoint());
    var sealed = both.sealer().seal(SECRET, PLACE);
    assertThat(sealed.key()).startsWith("aws-kms:");
    var before = new EncryptionConfig(List.of(file)).sealer().seal(SECRET, PLACE);
    assertThat(both.sealer().open(before, PLACE)).isEqualTo(SECRET);
    assertThat(both.sealer().opensAtOnce(before)).isTrue();
    assertThat(both.sealer().opensAtOnce(sealed)).isFalse();
  }
}
