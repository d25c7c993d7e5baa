package dev.tollgate.kit.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;

/** An authority, and certificates that it issues into the files of one directory. */
public final class TestAuthority {
  /** A certificate's file and its key's. */
  public record Pair(Path certificate, Path key) {}

  private final Path directory;
  private final X509Bundle authority;
  private final String name;

  public TestAuthority(Path directory, String name) throws Exception {
    this.directory = directory;
    this.name = name;
    this.authority =
        new CertificateBuilder()
            .subject("CN=" + name)
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
  }

  /** The authority's own certificate. */
  public Path ca() {
    return write(directory.resolve(name + ".pem"), authority.getCertificatePEM());
  }

  /** A new certificate for a host, in files that are called like {@code file}. */
  public Pair issue(String file, String host) throws Exception {
    return issue(file, builder -> builder.addSanDnsName(host));
  }

  /** A new certificate. */
  public Pair issue(String file, UnaryOperator<CertificateBuilder> as) throws Exception {
    var builder = as.apply(new CertificateBuilder().subject("CN=" + file).ecp256());
    return write(file, builder.buildIssuedBy(authority));
  }

  /** A certificate that nobody else vouches for. */
  public Pair selfSigned(String file, String host) throws Exception {
    return write(
        file,
        new CertificateBuilder()
            .subject("CN=" + file)
            .addSanDnsName(host)
            .setIsCertificateAuthority(true)
            .buildSelfSigned());
  }

  private Pair write(String file, X509Bundle bundle) {
    return new Pair(
        write(directory.resolve(file + ".pem"), bundle.getCertificatePathPEM()),
        write(directory.resolve(file + ".key"), bundle.getPrivateKeyPEM()));
  }

  /** In one step, as a renewal does it. */
  private static Path write(Path file, String pem) {
    try {
      var next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), pem);
      return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
