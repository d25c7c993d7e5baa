package dev.tollgate.kit.observe;

import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.NetworkAddress;

/**
 * Where machines ask how a server is.
 *
 * @param plaintext the operator's word that others may read there: nobody is asked who they are
 */
public record ObserveConfig(NetworkAddress listen, @Default("false") boolean plaintext) {
  public ObserveConfig {
    if (!(listen.where() instanceof ListenAddress.Tcp)) {
      throw new IllegalArgumentException("listen must be a TCP address; write host:port");
    }
    if (!plaintext && !listen.where().local()) {
      throw new IllegalArgumentException(
          "listen "
              + listen
              + " can be reached from other machines, and nobody is asked who they are there: keep"
              + " to loopback (127.0.0.1:PORT), or, where others may read these figures, write"
              + " plaintext: true");
    }
  }

  ListenAddress.Tcp address() {
    return (ListenAddress.Tcp) listen.where();
  }
}
