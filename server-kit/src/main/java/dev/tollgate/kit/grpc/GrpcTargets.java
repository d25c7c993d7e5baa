package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.tls.ClientTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One or several addresses of the same service, and what guards the way there: credentials travel
 * over TLS only.
 *
 * @param tls null for none
 * @param plaintext the operator's word that TLS begins behind this process
 */
public record GrpcTargets(
    List<ListenAddress> addresses, @Nullable ClientTls tls, boolean plaintext) {
  /**
   * Checks that they go together.
   *
   * @throws IllegalArgumentException if not; the message names the keys {@code targets}, {@code
   *     tls} and {@code plaintext}
   */
  public GrpcTargets {
    addresses = List.copyOf(addresses);
    if (addresses.stream().map(Object::getClass).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "targets must be one or more addresses, all TCP or all Unix sockets, but are "
              + addresses);
    }
    addresses.forEach(
        address -> Guard.check("targets:", address, tls != null, "tls (ca)", plaintext));
  }

  /** Of this machine alone. */
  public static GrpcTargets local(List<ListenAddress> addresses) {
    addresses.forEach(ListenAddress::requireLocal);
    return new GrpcTargets(addresses, null, false);
  }

  boolean unix() {
    return addresses.getFirst() instanceof ListenAddress.Unix;
  }

  /** For people. */
  @Override
  public String toString() {
    var names = String.join(", ", addresses.stream().map(Object::toString).toList());
    return names + (tls != null ? " with TLS" : plaintext ? " without TLS" : "");
  }
}
