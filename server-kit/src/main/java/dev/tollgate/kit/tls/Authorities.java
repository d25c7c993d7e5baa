package dev.tollgate.kit.tls;

import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Whose certificates are believed. */
record Authorities(List<X509Certificate> certificates) {
  Authorities {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads them from a file. Of several some may have expired: that is how one follows the other.
   *
   * @param name the file's key in the configuration
   * @throws IllegalArgumentException if there is none that is valid now
   */
  static Authorities read(String name, Path file) {
    var certificates = Pem.certificates(name, file);
    if (certificates.stream().noneMatch(Authorities::validNow)) {
      throw Pem.problem(
          name,
          file,
          "has no certificate that is valid now; the last one is so until "
              + certificates.getLast().getNotAfter().toInstant());
    }
    return new Authorities(certificates);
  }

  private static boolean validNow(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return false;
    }
  }
}
