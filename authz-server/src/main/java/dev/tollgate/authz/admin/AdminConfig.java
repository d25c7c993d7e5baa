package dev.tollgate.authz.admin;

import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.NetworkAddress;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcListener;
import dev.tollgate.kit.tls.ListenerTls;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The admin service.
 *
 * @param listen gRPC; off this machine with {@code tls}, or with {@code plaintext} where something
 *     else does the TLS
 * @param restListen where Envoy calls it for REST: a Unix socket, as what Envoy says of a client is
 *     believed there; null for no REST
 * @param key the bootstrap credential: {@code pk_admin_} and 43 URL-safe base64 characters
 */
public record AdminConfig(
    NetworkAddress listen,
    @Nullable ListenerTls tls,
    @Default("false") boolean plaintext,
    @Nullable ListenAddress restListen,
    Secret key) {
  private static final Pattern KEY = Pattern.compile("pk_admin_[A-Za-z0-9_-]{43}");

  public AdminConfig {
    if (!(listen.where() instanceof ListenAddress.Tcp)) {
      throw new IllegalArgumentException("listen must be a TCP address; write host:port");
    }
    var _ = new GrpcListener(listen.where(), tls, plaintext); // refuses what is in the clear
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

  public GrpcListener listener() {
    return new GrpcListener(listen.where(), tls, plaintext);
  }
}
