package dev.tollgate.kit.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.pkitesting.CertificateBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a file is said when the configuration is read, with its key and its path. */
final class TlsFilesTest {
  private final Instant now = Instant.now();

  @TempDir Path directory;
  private TestAuthority authority;
  private TestAuthority.Pair pair;

  @BeforeEach
  void issue() throws Exception {
    authority = new TestAuthority(directory, "ca");
    pair = authority.issue("server", "ledger.example");
  }

  private static ThrowableAssertAlternative<?> assertRefused(ThrowingCallable configuration) {
    return assertThatIllegalArgumentException().isThrownBy(configuration);
  }

  @Test
  void aPairOfAnyUsualAlgorithmIsTaken() throws Exception {
    for (var algorithm : CertificateBuilder.Algorithm.values()) {
      if (algorithm.isSupported() && algorithm.name().matches("rsa2048|ecp.*")) {
        var made = authority.issue("any", builder -> builder.algorithm(algorithm));
        assertThatCode(() -> new ListenerTls(made.certificate(), made.key(), authority.ca()))
            .as(algorithm.name())
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void aMissingFileIsNamed() {
    var none = directory.resolve("none");
    assertRefused(() -> new ListenerTls(none, pair.key(), null))
        .withMessage(
            "certificate " + none + " cannot be read; create it, readable by this process");
    assertRefused(() -> new ListenerTls(pair.certificate(), none, null))
        .withMessageStartingWith("key " + none + " cannot be read");
    assertRefused(() -> new ListenerTls(pair.certificate(), pair.key(), none))
        .withMessageStartingWith("client_ca " + none + " cannot be read");
    assertRefused(() -> new ClientTls(none, null, null, null))
        .withMessageStartingWith("ca " + none + " cannot be read");
  }

  @Test
  void whatIsNoPemIsRefused() throws Exception {
    var text = Files.writeString(directory.resolve("text"), "planted text");
    assertRefused(() -> new ListenerTls(text, pair.key(), null))
        .withMessageStartingWith("certificate " + text + " has no PEM certificate");
    assertRefused(() -> new ListenerTls(pair.certificate(), text, null))
        .withMessageStartingWith("key " + text + " has no PEM private key")
        .withMessageNotContaining("planted");
    assertRefused(() -> new ClientTls(pair.key(), null, null, null))
        .withMessageStartingWith("ca " + pair.key() + " has no PEM certificate");
  }

  @Test
  void aKeyInAnOlderFormIsToldHowToBecomeOne() throws Exception {
    var older =
        Files.writeString(
            directory.resolve("older"),
            Files.readString(pair.key()).replace("PRIVATE KEY", "EC PRIVATE KEY"));
    assertRefused(() -> new ListenerTls(pair.certificate(), older, null))
        .withMessageContaining("openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    var other = authority.issue("other", "ledger.example");
    assertRefused(() -> new ListenerTls(pair.certificate(), other.key(), null))
        .withMessageStartingWith(
            "key " + other.key() + " does not belong to certificate " + pair.certificate());
  }

  @Test
  void aCertificateOfAnotherTimeIsRefused() throws Exception {
    var past =
        authority.issue(
            "past",
            builder ->
                builder
                    .notBefore(now.minus(Duration.ofDays(2)))
                    .notAfter(now.minus(Duration.ofDays(1))));
    assertRefused(() -> new ListenerTls(past.certificate(), past.key(), null))
        .withMessageStartingWith("certificate " + past.certificate() + " has expired on 20");
    assertRefused(() -> new ClientTls(past.certificate(), null, null, null))
        .withMessageStartingWith("ca " + past.certificate() + " has no certificate that is valid");
    var future =
        authority.issue(
            "future",
            builder ->
                builder
                    .notBefore(now.plus(Duration.ofDays(1)))
                    .notAfter(now.plus(Duration.ofDays(2))));
    assertRefused(() -> new ListenerTls(future.certificate(), future.key(), null))
        .withMessageContaining("is not valid before 20");
  }

  @Test
  void halfAPairAndNamesWithPortsAreRefused() {
    var ca = authority.ca();
    assertRefused(() -> new ClientTls(ca, null, pair.certificate(), null))
        .withMessageStartingWith("certificate and key belong together");
    assertRefused(() -> new ClientTls(ca, "ledger.example:9291", null, null))
        .withMessageStartingWith("server_name must be a host's name, without a port");
  }
}
