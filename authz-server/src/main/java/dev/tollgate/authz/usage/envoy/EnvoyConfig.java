package dev.tollgate.authz.usage.envoy;

import dev.tollgate.kit.config.ListenAddress;

/**
 * The Envoy whose usage log is read.
 *
 * @param admin where its admin interface listens
 */
public record EnvoyConfig(ListenAddress admin) {
  public EnvoyConfig {
    if (!admin.local()) {
      throw new IllegalArgumentException(
          "admin must be a Unix socket or loopback, as Envoy's admin interface asks for no"
              + " password; write unix:PATH");
    }
  }
}
