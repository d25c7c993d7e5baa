package dev.tollgate.authz;

import static java.util.stream.Collectors.joining;

import dev.tollgate.authz.admin.AdminConfig;
import dev.tollgate.authz.authn.IdentityConfig;
import dev.tollgate.authz.authn.apikey.KeysConfig;
import dev.tollgate.authz.check.Check;
import dev.tollgate.authz.credits.JournalConfig;
import dev.tollgate.authz.credits.LeasesConfig;
import dev.tollgate.authz.credits.LedgerConfig;
import dev.tollgate.authz.policy.PolicyConfig;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.authz.usage.EnvoyConfig;
import dev.tollgate.authz.usage.UsageLogConfig;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.db.DatabaseConfig;

/** The authz-server's configuration: docs/reference/config.md. */
record AuthzConfig(
    CheckConfig check,
    AdminConfig admin,
    Observe observe,
    DatabaseConfig database,
    LedgerConfig ledger,
    KeysConfig keys,
    ProvidersConfig providers,
    JournalConfig journal,
    UsageLogConfig usageLog,
    EnvoyConfig envoy,
    LeasesConfig leases,
    IdentityConfig identity,
    PolicyConfig policy) {
  AuthzConfig {
    Check.routes(policy); // refuses a table that does not fit what there is
  }

  /**
   * Where Envoy asks. Answers carry provider keys, so it must be a Unix socket or loopback.
   *
   * @param listen for example {@code unix:check.sock}
   */
  record CheckConfig(ListenAddress listen) {
    CheckConfig {
      if (!listen.local()) {
        throw new IllegalArgumentException(
            "listen must be a Unix socket or loopback: Check's answers carry provider keys, and any"
                + " other address would need mTLS, which this release does not have");
      }
    }
  }

  record Observe(ListenAddress.Tcp listen) {}

  /** What it means, for people. */
  String summary() {
    return """
    Check     %s
    admin     %s
    observe   %s
    database  %s as %s
    ledger    %s

    %s
    """
        .formatted(
            check.listen(),
            admin.listen(),
            observe.listen(),
            database.url(),
            database.user(),
            ledger.targets().stream().map(Object::toString).collect(joining(", ")),
            Check.routes(policy));
  }
}
