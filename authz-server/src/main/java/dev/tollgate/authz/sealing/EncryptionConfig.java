package dev.tollgate.authz.sealing;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.config.SecretOrName;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * With what the secrets in the database are encrypted.
 *
 * @param keys key-encryption keys, no two alike: the first seals, each opens what it has sealed
 * @param awsKmsEndpoint where AWS KMS answers, if not where it does for everyone
 */
public record EncryptionConfig(List<SecretOrName> keys, @Nullable String awsKmsEndpoint) {
  public EncryptionConfig {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys must have one at least");
    }
    if (keys(keys, awsKmsEndpoint).stream().map(KeyEncryptionKey::id).distinct().count()
        < keys.size()) {
      throw new IllegalArgumentException("keys must not have the same key twice");
    }
  }

  /** With keys that this process holds. */
  public EncryptionConfig(List<Secret> held) {
    this(held.stream().<SecretOrName>map(SecretOrName.Held::new).toList(), null);
  }

  /** What seals and opens with these keys. Asks nobody before it is used. */
  public Sealer sealer() {
    return new Sealer(keys(keys, awsKmsEndpoint));
  }

  private static List<KeyEncryptionKey> keys(List<SecretOrName> keys, @Nullable String endpoint) {
    var awsKms = endpoint == null ? null : AwsKmsEndpoint.parse(endpoint);
    return keys.stream().map(key -> key(key, awsKms)).toList();
  }

  private static KeyEncryptionKey key(SecretOrName key, @Nullable URI awsKms) {
    return switch (key) {
      case SecretOrName.Held held -> LocalKey.of(held.secret());
      case SecretOrName.Kept kept when kept.service().equals(AwsKmsKey.SERVICE) ->
          AwsKmsKey.of(AwsKeyArn.parse(kept.name()), awsKms);
      case SecretOrName.Kept _ ->
          // What was written may be the key itself: it must not be repeated.
          throw new IllegalArgumentException(
              "keys must each be file:PATH, env:NAME or aws-kms:arn:aws:kms:REGION:ACCOUNT:key/ID");
    };
  }
}
