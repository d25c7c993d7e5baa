package dev.tollgate.authz.admin;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The admin service.
 *
 * @param restListen where Envoy calls it for REST: a Unix socket, as what Envoy says of a client is
 *     believed there; null for no REST
 * @param key the bootstrap credential: {@code pk_admin_} and 43 URL-safe base64 characters
 */
public record AdminConfig(
    ListenAddress.Tcp listen, @Nullable ListenAddress restListen, Secret key) {
  private static final Pattern KEY = Pattern.compile("pk_admin_[A-Za-z0-9_-]{43}");

  public AdminConfig {
    if (restListen instanceof ListenAddress.Tcp) {
      throw new IllegalArgumentException(
          "rest_listen must be a Unix socket (unix:PATH): what Envoy says of a client's address is"
              + " believed there, so nobody else may reach it");
    }
    if (!KEY.matcher(key.text()).matches()) {
      throw new IllegalArgumentException(
          "key must be pk_admin_ and 43 URL-safe base64 characters (32 random bytes)");
    }
  }
}
