package dev.tollgate.authz.credits;

import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.NetworkAddress;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcTargets;
import dev.tollgate.kit.tls.ClientTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the ledger is and who we are there.
 *
 * @param targets one or more ledger-servers over one database; off this machine with {@code tls},
 *     or with {@code plaintext} where something else does the TLS
 * @param replicaToken proves the role "replica"; null for a server that admits nothing
 * @param adminToken proves the role "admin"; null for a server without the admin service
 */
public record LedgerConfig(
    List<NetworkAddress> targets,
    @Nullable ClientTls tls,
    @Default("false") boolean plaintext,
    @Nullable Secret replicaToken,
    @Nullable Secret adminToken) {
  public LedgerConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets must name at least one ledger-server");
    }
    var _ = connection(targets, tls, plaintext); // refuses what is in the clear
  }

  public GrpcTargets connection() {
    return connection(targets, tls, plaintext);
  }

  private static GrpcTargets connection(
      List<NetworkAddress> targets, @Nullable ClientTls tls, boolean plaintext) {
    return new GrpcTargets(targets.stream().map(NetworkAddress::where).toList(), tls, plaintext);
  }
}
