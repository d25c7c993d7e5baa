package dev.tollgate.kit.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client believes, and what it shows. The files are PEM.
 *
 * @param ca who must have issued the server's certificate
 * @param serverName the name that the server's certificate must have; null: the target's host
 * @param certificate the client's own, for servers that ask for one
 * @param key of that certificate, as PKCS #8
 */
public record ClientTls(
    Path ca, @Nullable String serverName, @Nullable Path certificate, @Nullable Path key) {
  /**
   * Reads every file once.
   *
   * @throws IllegalArgumentException if one cannot be used; the message names key and file
   */
  public ClientTls {
    var _ = Authorities.read("ca", ca);
    if (serverName != null && !serverName.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
      throw new IllegalArgumentException(
          "server_name must be a host's name, without a port, but is \"" + serverName + "\"");
    }
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "certificate and key belong together; add the one that is missing or remove the other");
    }
    if (certificate != null && key != null) {
      var _ = Identity.read(certificate, key);
    }
  }
}
