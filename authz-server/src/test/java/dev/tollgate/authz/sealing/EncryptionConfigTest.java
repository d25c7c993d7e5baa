package dev.tollgate.authz.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.config.SecretOrName;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptionConfigTest {
  private static final Secret KEY = LocalKey.make(new SecureRandom());
  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/" + ID;

  private static EncryptionConfig kept(String service, String name, @Nullable String endpoint) {
    return new EncryptionConfig(List.of(new SecretOrName.Kept(service, name)), endpoint);
  }

  @Test
  void aCopyOfAKeyInAnotherRegionIsTheSameKey() {
    var copy = "key/mrk-" + "0123456789abcdef".repeat(2);
    var here = kept("aws-kms", "arn:aws:kms:eu-central-1:111122223333:" + copy, null);
    var there = kept("aws-kms", "arn:aws:kms:us-east-1:111122223333:" + copy, null);
    assertThat(here.sealer().primary()).isEqualTo(there.sealer().primary()).hasSizeLessThan(65);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kek_planted", "planted-planted-planted-planted-planted-planted", "kek_"})
  void whatIsNoKeyIsRefusedWithoutBeingShown(String text) {
    assertThatThrownBy(() -> new EncryptionConfig(List.of(KEY, Secret.of(text))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kek_ and 43")
        .message()
        .doesNotContain("planted");
  }

  @Test
  void noKeyAndTheSameKeyTwiceAreRefused() {
    assertThatThrownBy(() -> new EncryptionConfig(List.of())).hasMessageContaining("one at least");
    assertThatThrownBy(() -> new EncryptionConfig(List.of(KEY, KEY)))
        .hasMessageContaining("the same key twice");
    var kept = new SecretOrName.Kept("aws-kms", ARN);
    assertThatThrownBy(() -> new EncryptionConfig(List.of(kept, kept), null))
        .hasMessageContaining("the same key twice");
  }

  @Test
  void nothingPrintsAKey() {
    var config = new EncryptionConfig(List.of(KEY));
    assertThat(config + " " + LocalKey.of(KEY)).doesNotContain(KEY.text().substring(4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:kms:eu-central-1:111122223333:alias/tollgate",
        "arn:aws:iam:eu-central-1:111122223333:key/" + ID,
        "arn:aws:kms:eu-central-1:1111:key/" + ID,
        "arn:aws:kms::111122223333:key/" + ID,
        ID,
        ARN + "\n",
        ""
      })
  void whatIsNoKeysArnIsRefused(String name) {
    assertThatThrownBy(() -> kept("aws-kms", name, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("aws-kms:arn:aws:kms:REGION:ACCOUNT:key/ID");
  }

  @Test
  void aServiceThatIsNotKnownIsRefusedWithoutRepeatingWhatWasWritten() {
    assertThatThrownBy(() -> kept("planted", "secret", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "keys must each be file:PATH, env:NAME or aws-kms:arn:aws:kms:REGION:ACCOUNT:key/ID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://kms.example",
        "http://127.0.0.1.example",
        "ftp://127.0.0.1",
        "https:",
        "https://user:planted@kms.example",
        "https://kms.example/path",
        "https://kms.example?planted",
        "kms.example",
        "https://kms example"
      })
  void anEndpointThatIsNoneOrNotSafeIsRefused(String endpoint) {
    assertThatThrownBy(() -> kept("aws-kms", ARN, endpoint))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("aws_kms_endpoint ")
        .hasMessageNotContaining("planted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vpce-0123.kms.eu-central-1.vpce.amazonaws.com/",
        "https://kms.example:8443",
        "http://127.0.0.1:4566",
        "http://localhost:4566",
        "http://[::1]:4566"
      })
  void anEndpointOffThisMachineSpeaksTls(String endpoint) {
    assertThat(kept("aws-kms", ARN, endpoint).sealer().primary()).isEqualTo("aws-kms:" + ID);
  }
}
