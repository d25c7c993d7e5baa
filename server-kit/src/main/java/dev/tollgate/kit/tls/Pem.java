package dev.tollgate.kit.tls;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Reads PEM files. Every exception is an IllegalArgumentException that begins with key and file.
 */
final class Pem {
  private static final int FILE_BYTES_MAX = 1024 * 1024;

  private Pem() {}

  /** One certificate or more, in the file's order. */
  static List<X509Certificate> certificates(String name, Path file) {
    var bytes = bytes(name, file);
    try {
      var read = List.of(CertificateUtils.getX509Certificates(new ByteArrayInputStream(bytes)));
      if (!read.isEmpty()) {
        return read;
      }
    } catch (CertificateException e) {
      // The message below serves both.
    }
    throw problem(
        name,
        file,
        "has no PEM certificate that can be read; write -----BEGIN CERTIFICATE----- and what"
            + " follows");
  }

  static PrivateKey privateKey(String name, Path file) {
    var bytes = bytes(name, file);
    try {
      return CertificateUtils.getPrivateKey(new ByteArrayInputStream(bytes));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      // The cause may quote the key.
      throw problem(
          name,
          file,
          "has no PEM private key that can be read; write it as PKCS #8 (-----BEGIN PRIVATE"
              + " KEY-----), which openssl pkcs8 -topk8 -nocrypt makes of others");
    }
  }

  static IllegalArgumentException problem(String name, Path file, String what) {
    return new IllegalArgumentException(name + " " + file + " " + what);
  }

  private static byte[] bytes(String name, Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw problem(name, file, "has more than 1 MiB and is no PEM file");
      }
      return bytes;
    } catch (IOException e) {
      throw problem(name, file, "cannot be read; create it, readable by this process");
    }
  }
}
