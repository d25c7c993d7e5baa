package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.tls.ListenerTls;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, and what guards the way there: credentials travel over TLS only.
 *
 * @param tls null for none
 * @param plaintext the operator's word that TLS ends before the address
 */
public record GrpcListener(ListenAddress address, @Nullable ListenerTls tls, boolean plaintext) {
  /**
   * Checks that they go together.
   *
   * @throws IllegalArgumentException if not; the message names the keys {@code listen}, {@code tls}
   *     and {@code plaintext}
   */
  public GrpcListener {
    Guard.check("listen", address, tls != null, "tls (certificate and key)", plaintext);
  }

  /** Of this machine alone. */
  public static GrpcListener local(ListenAddress address) {
    address.requireLocal();
    return new GrpcListener(address, null, false);
  }

  /** For people. */
  @Override
  public String toString() {
    if (tls == null) {
      return address.toString() + (plaintext ? " without TLS" : "");
    }
    return address + (tls.clientCa() == null ? " with TLS" : " with TLS of both sides");
  }
}
