package dev.tollgate.kit.tls;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS for gRPC whose certificates are those of their files: {@link #follow} reads these anew every
 * two seconds. Connections that stand keep what they began with.
 */
public final class LiveTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final long LOOK_EVERY_MILLIS = 2_000;
  private static final ScheduledExecutorService LOOKS =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tls-files").daemon().factory());

  private final SslContext context;
  private final List<Renewal<?>> renewals;

  private LiveTls(SslContext context, List<Renewal<?>> renewals) {
    this.context = context;
    this.renewals = List.copyOf(renewals);
  }

  /**
   * For a listener.
   *
   * @throws IllegalArgumentException if a file cannot be used
   */
  public static LiveTls of(ListenerTls tls) {
    var renewals = new ArrayList<Renewal<?>>();
    var builder = SslContextBuilder.forServer(identity(tls.certificate(), tls.key(), renewals));
    if (tls.clientCa() != null) {
      builder
          .trustManager(
              authorities(
                  "client_ca",
                  tls.clientCa(),
                  Verification.CERTIFICATE_ONLY_VERIFICATION, // a caller is at no known address
                  renewals))
          .clientAuth(ClientAuth.REQUIRE);
    }
    return new LiveTls(build(builder), renewals);
  }

  /**
   * For a client. The server's name is verified.
   *
   * @throws IllegalArgumentException if a file cannot be used
   */
  public static LiveTls of(ClientTls tls) {
    var renewals = new ArrayList<Renewal<?>>();
    var builder =
        SslContextBuilder.forClient()
            .trustManager(
                authorities(
                    "ca", tls.ca(), Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION, renewals));
    if (tls.certificate() != null && tls.key() != null) {
      builder.keyManager(identity(tls.certificate(), tls.key(), renewals));
    }
    return new LiveTls(build(builder), renewals);
  }

  public SslContext context() {
    return context;
  }

  /** Looks at the files from now on, until whoever uses this has ended. */
  public void follow(BooleanSupplier ended) {
    var running =
        new Object() {
          @Nullable Future<?> look;
        };
    running.look =
        LOOKS.scheduleWithFixedDelay(
            () -> {
              var look = running.look;
              if (ended.getAsBoolean() && look != null) {
                look.cancel(false);
              } else {
                renewals.forEach(Renewal::look);
              }
            },
            LOOK_EVERY_MILLIS,
            LOOK_EVERY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private static AdvancedTlsX509KeyManager identity(
      Path certificate, Path key, List<Renewal<?>> renewals) {
    var manager = new AdvancedTlsX509KeyManager();
    renewals.add(
        new Renewal<>(
            "certificate " + certificate,
            () -> Identity.read(certificate, key),
            now ->
                manager.updateIdentityCredentials(
                    now.chain().toArray(X509Certificate[]::new), now.key())));
    return manager;
  }

  private static AdvancedTlsX509TrustManager authorities(
      String name, Path file, Verification verification, List<Renewal<?>> renewals) {
    try {
      var manager = AdvancedTlsX509TrustManager.newBuilder().setVerification(verification).build();
      renewals.add(
          new Renewal<>(
              name + " " + file,
              () -> Authorities.read(name, file),
              now ->
                  manager.updateTrustCredentials(
                      now.certificates().toArray(X509Certificate[]::new))));
      return manager;
    } catch (CertificateException e) {
      throw new IllegalStateException("a trust manager without certificates cannot be made", e);
    }
  }

  private static SslContext build(SslContextBuilder builder) {
    try {
      return GrpcSslContexts.configure(builder).protocols(PROTOCOLS).build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JDK has no TLS with ALPN", e);
    }
  }
}
