package dev.tollgate.authz.usage;

import dev.tollgate.authz.usage.envoy.EnvoyConfig;
import dev.tollgate.kit.config.ListenAddress;
import java.nio.file.Path;

/**
 * One more Envoy that asks this server.
 *
 * @param admin where its admin interface listens
 * @param usageLog the file that it writes; no other Envoy does
 */
public record FurtherEnvoyConfig(ListenAddress admin, Path usageLog) {
  public FurtherEnvoyConfig {
    var _ = new EnvoyConfig(admin); // refuses an address that others reach
  }
}
