package dev.tollgate.authz.authn.apikey;

import dev.tollgate.kit.config.Secret;
import java.util.List;

/**
 * The secrets behind keys; the first of each makes new keys, the others recognise older ones.
 *
 * @param tagSecrets under which keys prove that they are ours
 * @param peppers under which keys are indexed
 */
public record KeysConfig(List<Secret> tagSecrets, List<Secret> peppers) {
  public KeysConfig {
    new KeyForge(tagSecrets, peppers); // refuses what is missing or too short
  }

  public KeyForge forge() {
    return new KeyForge(tagSecrets, peppers);
  }
}
