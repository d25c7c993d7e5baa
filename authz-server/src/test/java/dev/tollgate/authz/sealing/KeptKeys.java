package dev.tollgate.authz.sealing;

import dev.tollgate.kit.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;

/** What seals with a key that AWS KMS keeps, for tests that choose how long it may take. */
public final class KeptKeys {
  private KeptKeys() {}

  /**
   * Seals with the key of KMS, and opens with those that are held as well.
   *
   * @param endpoint where KMS answers, or does not
   */
  public static Sealer sealer(String arn, String endpoint, Duration answerMax, Secret... held) {
    var keys = new ArrayList<KeyEncryptionKey>();
    keys.add(AwsKmsKey.of(AwsKeyArn.parse(arn), URI.create(endpoint), answerMax, System::nanoTime));
    Arrays.stream(held).map(LocalKey::of).forEach(keys::add);
    return new Sealer(keys);
  }
}
