package dev.tollgate.kit.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a listener shows, and whom it lets in. The files are PEM.
 *
 * @param certificate its own, with those between it and the authority after it
 * @param key of that certificate, as PKCS #8
 * @param clientCa who must have issued a caller's certificate; null: callers need none
 */
public record ListenerTls(Path certificate, Path key, @Nullable Path clientCa) {
  /**
   * Reads every file once.
   *
   * @throws IllegalArgumentException if one cannot be used; the message names key and file
   */
  public ListenerTls {
    var _ = Identity.read(certificate, key);
    if (clientCa != null) {
      var _ = Authorities.read("client_ca", clientCa);
    }
  }
}
