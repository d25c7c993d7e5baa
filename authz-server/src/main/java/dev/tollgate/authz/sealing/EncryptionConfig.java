package dev.tollgate.authz.sealing;

import dev.tollgate.kit.config.Secret;
import java.util.List;

/**
 * With what the secrets in the database are encrypted.
 *
 * @param keys key-encryption keys, no two alike: the first seals, each opens what it has sealed
 */
public record EncryptionConfig(List<Secret> keys) {
  public EncryptionConfig {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys must have one at least");
    }
    if (keys.stream().map(LocalKey::of).map(KeyEncryptionKey::id).distinct().count()
        < keys.size()) {
      throw new IllegalArgumentException("keys must not have the same key twice");
    }
  }

  /** What seals and opens with these keys. */
  public Sealer sealer() {
    return new Sealer(keys.stream().map(LocalKey::of).toList());
  }
}
