package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;

/** What must guard the way to an address. */
final class Guard {
  private Guard() {}

  /**
   * Refuses a way on which others could read.
   *
   * @param key of the address in the configuration
   * @param wanted what to write for TLS
   */
  static void check(
      String key, ListenAddress address, boolean tls, String wanted, boolean plaintext) {
    if (tls && plaintext) {
      throw new IllegalArgumentException("plaintext: true contradicts tls; remove one of them");
    }
    if (tls && address instanceof ListenAddress.Unix) {
      throw new IllegalArgumentException(
          key + " " + address + " is a Unix socket, which has no TLS; remove tls");
    }
    if (!tls && !plaintext && !address.local()) {
      throw new IllegalArgumentException(
          key
              + " "
              + address
              + " can be reached from other machines and needs TLS: add "
              + wanted
              + ", keep to loopback (127.0.0.1:PORT) or a Unix socket (unix:PATH), or, where"
              + " something else does the TLS, write plaintext: true");
    }
  }
}
