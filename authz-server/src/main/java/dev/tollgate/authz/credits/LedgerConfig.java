package dev.tollgate.authz.credits;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the ledger is and who we are there.
 *
 * @param targets one or more ledger-servers over one database
 * @param replicaToken proves the role "replica"; null for a server that admits nothing
 * @param adminToken proves the role "admin"; null for a server without the admin service
 */
public record LedgerConfig(
    List<ListenAddress> targets, @Nullable Secret replicaToken, @Nullable Secret adminToken) {
  public LedgerConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets must name at least one ledger-server");
    }
  }
}
