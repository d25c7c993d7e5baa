package dev.tollgate.kit.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate and the key that belongs to it.
 *
 * @param chain the certificate first, and then who issued which
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
  Identity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files, of which a configuration says {@code certificate} and {@code key}.
   *
   * @throws IllegalArgumentException if they do not belong together, or the certificate is not
   *     valid now
   */
  static Identity read(Path certificate, Path key) {
    var chain = Pem.certificates("certificate", certificate);
    requireValid(certificate, chain.getFirst());
    var privateKey = Pem.privateKey("key", key);
    if (!match(chain.getFirst().getPublicKey(), privateKey)) {
      throw Pem.problem(
          "key", key, "does not belong to certificate " + certificate + "; give both of one pair");
    }
    return new Identity(chain, privateKey);
  }

  private static void requireValid(Path file, X509Certificate certificate) {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException e) {
      throw Pem.problem(
          "certificate",
          file,
          "has expired on " + certificate.getNotAfter().toInstant() + "; renew it");
    } catch (CertificateNotYetValidException e) {
      throw Pem.problem(
          "certificate",
          file,
          "is not valid before "
              + certificate.getNotBefore().toInstant()
              + "; set this machine's clock, or wait");
    }
  }

  /** Whether what the one signs the other verifies. */
  private static boolean match(PublicKey publicKey, PrivateKey privateKey) {
    if (!publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
      return false;
    }
    var algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> privateKey.getAlgorithm();
        };
    byte[] text = "the same pair".getBytes(UTF_8);
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
