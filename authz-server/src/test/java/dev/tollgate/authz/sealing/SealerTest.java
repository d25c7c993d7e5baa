package dev.tollgate.authz.sealing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.crypto.tink.Aead;
import dev.tollgate.kit.config.Secret;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SealerTest {
  private static final Secret OLD = LocalKey.make(new SecureRandom());
  private static final Secret NEW = LocalKey.make(new SecureRandom());
  private static final Secret SECRET = Secret.of("sk-planted-secret");
  private static final Place PLACE = new Place("authz.provider_key", "pk_1", "platform", "openai");

  private final Sealer sealer = sealer(OLD);

  private static Sealer sealer(Secret... keys) {
    return new EncryptionConfig(List.of(keys)).sealer();
  }

  private static UnreadableException refused(Sealer sealer, Sealed sealed, Place place) {
    return catchThrowableOfType(UnreadableException.class, () -> sealer.open(sealed, place));
  }

  @Test
  void aSecretOpensInItsPlaceAndItsCiphertextIsNewEachTime() throws Exception {
    var sealed = sealer.seal(SECRET, PLACE);
    assertThat(sealer.open(sealed, PLACE)).isEqualTo(SECRET);
    assertThat(sealer.seal(SECRET, PLACE).ciphertext()).isNotEqualTo(sealed.ciphertext());
    assertThat(new String(sealed.ciphertext(), ISO_8859_1)).doesNotContain("planted");
  }

  static Stream<Place> others() {
    return Stream.of(
        new Place("authz.other", "pk_1", "platform", "openai"),
        new Place("authz.provider_key", "pk_2", "platform", "openai"),
        new Place("authz.provider_key", "pk_1", "acme", "openai"),
        new Place("authz.provider_key", "pk_1", "platform", "anthropic"),
        new Place("authz.provider_key", "pk_1 8", "latform", "openai"),
        new Place("authz.provider_key", "pk_", "1platform", "openai"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatWasSealedForAnotherPlaceIsRefused(Place other) {
    var sealed = sealer.seal(SECRET, PLACE);
    assertThat(refused(sealer, sealed, other)).hasMessageContaining("moved here from another row");
  }

  @Test
  void theFirstKeySealsAndEachOpensWhatItHasSealed() throws Exception {
    var before = sealer.seal(SECRET, PLACE);
    var rotated = sealer(NEW, OLD);
    assertThat(rotated.open(before, PLACE)).isEqualTo(SECRET);
    var after = rotated.seal(SECRET, PLACE);
    assertThat(after.key()).isEqualTo(rotated.primary()).isNotEqualTo(before.key());
    assertThat(sealer(NEW).open(after, PLACE)).isEqualTo(SECRET);
    assertThat(refused(sealer(NEW), before, PLACE))
        .hasMessageContaining("does not have the key-encryption key " + before.key());
  }

  @Test
  void underTheWrongKeyIdNothingOpens() {
    var sealed = sealer.seal(SECRET, PLACE);
    var both = sealer(NEW, OLD);
    refused(both, new Sealed(both.primary(), sealed.ciphertext()), PLACE);
    assertThat(refused(both, new Sealed(both.primary(), sealed.ciphertext()), PLACE)).isNotNull();
  }

  @Test
  void whateverByteIsDamagedNothingOpensAndNothingIsTold() {
    var sealed = sealer.seal(SECRET, PLACE);
    int length = sealed.ciphertext().length;
    for (int i = 0; i < length; i++) {
      var damaged = sealed.ciphertext().clone();
      damaged[i] ^= 1;
      assertThat(refused(sealer, new Sealed(sealed.key(), damaged), PLACE))
          .as("byte %d", i)
          .isNotNull()
          .message()
          .doesNotContain("planted");
      var cut = Arrays.copyOf(sealed.ciphertext(), i);
      assertThat(refused(sealer, new Sealed(sealed.key(), cut), PLACE)).as("%d", i).isNotNull();
    }
  }

  @Test
  void aKeyEncryptionKeyThatCannotBeUsedIsNamed() {
    var gone = new Sealer(List.of(new Unreachable()));
    assertThatThrownBy(() -> gone.seal(SECRET, PLACE))
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessage("the key-encryption key gone cannot be used now: no answer");
    var sealed = new Sealed("gone", sealer.seal(SECRET, PLACE).ciphertext());
    var refusal = refused(gone, sealed, PLACE);
    assertThat(refusal).hasMessage("the key-encryption key gone cannot be used now: no answer");
    assertThat(refusal.passing()).isTrue();
    assertThat(gone.opensAtOnce(sealed)).isFalse();
  }

  private record Unreachable() implements KeyEncryptionKey, Aead {
    @Override
    public String id() {
      return "gone";
    }

    @Override
    public boolean kept() {
      return true;
    }

    @Override
    public Aead wrapping(Place place) {
      return this;
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
      throw KeyServiceException.silent("no answer", null);
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte[] associatedData)
        throws GeneralSecurityException {
      throw KeyServiceException.silent("no answer", null);
    }
  }
}
