package dev.tollgate.cli;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.File;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS to the admin port, as the environment says. The name on the certificate is verified.
 *
 * @param ca a PEM file: who must have issued the port's certificate
 * @param serverName the name that it must have; null: the port's host
 * @param certificate the caller's own, for a port that asks for one
 * @param key of that certificate
 */
record AdminTls(
    File ca, @Nullable String serverName, @Nullable File certificate, @Nullable File key) {
  static final String CA_VARIABLE = "TOLLGATE_ADMIN_CA";
  static final String SERVER_NAME_VARIABLE = "TOLLGATE_ADMIN_SERVER_NAME";
  static final String CERTIFICATE_VARIABLE = "TOLLGATE_ADMIN_CERTIFICATE";
  static final String CERTIFICATE_KEY_VARIABLE = "TOLLGATE_ADMIN_CERTIFICATE_KEY";

  /** Null if the environment names no authority: then nothing is encrypted. */
  static @Nullable AdminTls of(Map<String, String> environment) {
    var ca = value(environment, CA_VARIABLE);
    if (ca == null) {
      return null;
    }
    var certificate = value(environment, CERTIFICATE_VARIABLE);
    var key = value(environment, CERTIFICATE_KEY_VARIABLE);
    if ((certificate == null) != (key == null)) {
      throw new MisconfiguredException(
          CERTIFICATE_VARIABLE + " and " + CERTIFICATE_KEY_VARIABLE + " belong together: set both");
    }
    return new AdminTls(
        new File(ca),
        value(environment, SERVER_NAME_VARIABLE),
        certificate == null ? null : new File(certificate),
        key == null ? null : new File(key));
  }

  void applyTo(NettyChannelBuilder channel) {
    try {
      var context = GrpcSslContexts.forClient().protocols("TLSv1.3", "TLSv1.2").trustManager(ca);
      if (certificate != null) {
        context.keyManager(certificate, key);
      }
      channel.sslContext(context.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new MisconfiguredException(
          "TLS to the admin port cannot be had from the files that "
              + String.join(", ", CA_VARIABLE, CERTIFICATE_VARIABLE, CERTIFICATE_KEY_VARIABLE)
              + " name: "
              + e.getMessage());
    }
    if (serverName != null) {
      channel.overrideAuthority(serverName);
    }
  }

  private static @Nullable String value(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? null : value;
  }
}
