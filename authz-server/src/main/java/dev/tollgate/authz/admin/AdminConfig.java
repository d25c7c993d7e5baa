package dev.tollgate.authz.admin;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import java.util.regex.Pattern;

/**
 * The admin service.
 *
 * @param key the bootstrap credential: {@code pk_admin_} and 43 URL-safe base64 characters
 */
public record AdminConfig(ListenAddress.Tcp listen, Secret key) {
  private static final Pattern KEY = Pattern.compile("pk_admin_[A-Za-z0-9_-]{43}");

  public AdminConfig {
    if (!KEY.matcher(key.text()).matches()) {
      throw new IllegalArgumentException(
          "key must be pk_admin_ and 43 URL-safe base64 characters (32 random bytes)");
    }
  }
}
