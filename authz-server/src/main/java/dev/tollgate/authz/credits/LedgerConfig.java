package dev.tollgate.authz.credits;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import java.util.List;

/**
 * Where the ledger is and who we are there.
 *
 * @param targets one or more ledger-servers over one database
 * @param replicaToken proves the role "replica"
 * @param adminToken proves the role "admin"; used by the admin service alone
 */
public record LedgerConfig(List<ListenAddress> targets, Secret replicaToken, Secret adminToken) {
  public LedgerConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets must name at least one ledger-server");
    }
  }
}
