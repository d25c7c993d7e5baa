package dev.tollgate.authz;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.tollgate.authz.admin.AdminConfig;
import dev.tollgate.authz.authn.IdentityConfig;
import dev.tollgate.authz.authn.apikey.KeysConfig;
import dev.tollgate.authz.check.Check;
import dev.tollgate.authz.credits.JournalConfig;
import dev.tollgate.authz.credits.LeasesConfig;
import dev.tollgate.authz.credits.LedgerConfig;
import dev.tollgate.authz.policy.PolicyConfig;
import dev.tollgate.authz.providers.ByokConfig;
import dev.tollgate.authz.providers.ByokPolicy;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProviderKeysConfig;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.authz.usage.FurtherEnvoyConfig;
import dev.tollgate.authz.usage.LoggingEnvoy;
import dev.tollgate.authz.usage.envoy.EnvoyConfig;
import dev.tollgate.authz.usage.log.UsageLogConfig;
import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.observe.ObserveConfig;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The authz-server's configuration: docs/reference/config.md. */
record AuthzConfig(
    @Default("all") Role role,
    @Nullable CheckConfig check,
    @Nullable AdminConfig admin,
    ObserveConfig observe,
    DatabaseConfig database,
    LedgerConfig ledger,
    KeysConfig keys,
    ProvidersConfig providers,
    ProviderKeysConfig providerKeys,
    ByokConfig byok,
    @Nullable EncryptionConfig encryption,
    @Nullable JournalConfig journal,
    @Nullable UsageLogConfig usageLog,
    @Nullable EnvoyConfig envoy,
    @Nullable List<FurtherEnvoyConfig> furtherEnvoys,
    LeasesConfig leases,
    IdentityConfig identity,
    PolicyConfig policy) {
  AuthzConfig {
    Check.routes(policy); // refuses a table that does not fit what there is
    RoleKey.check(
        role,
        List.of(
            new RoleKey("check", check != null, role.checks()),
            new RoleKey("journal", journal != null, role.checks()),
            new RoleKey("usage_log", usageLog != null, role.checks()),
            new RoleKey("envoy", envoy != null, role.checks()),
            new RoleKey(
                "further_envoys", furtherEnvoys != null, furtherEnvoys != null && role.checks()),
            new RoleKey("ledger.replica_token", ledger.replicaToken() != null, role.checks()),
            new RoleKey("admin", admin != null, role.administers()),
            new RoleKey("ledger.admin_token", ledger.adminToken() != null, role.administers())));
    if (providerKeys.source().stored() && encryption == null) {
      throw new IllegalArgumentException(
          "encryption.keys is missing: provider_keys.source says that keys are stored. Make one"
              + " with `authz-server encryption new-key FILE`");
    }
    var _ = ByokPolicy.of(byok, ProviderCatalog.of(providers)); // refuses names of none
    if (usageLog != null && envoy != null) {
      var _ =
          LoggingEnvoy.all(usageLog, envoy, furtherEnvoys); // refuses logs that are too much alike
    }
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
                + " other address would need mTLS that names Envoy, which this release does not"
                + " have");
      }
    }
  }

  /** What only a server that answers Envoy has. */
  record DataPathConfig(
      ListenAddress listen, JournalConfig journal, List<LoggingEnvoy> envoys, Secret ledgerToken) {}

  /** What only a server for administrators has. */
  record AdministrationConfig(AdminConfig admin, Secret ledgerToken) {}

  Optional<DataPathConfig> dataPath() {
    return role.checks()
        ? Optional.of(
            new DataPathConfig(
                requireNonNull(check).listen(),
                requireNonNull(journal),
                LoggingEnvoy.all(requireNonNull(usageLog), requireNonNull(envoy), furtherEnvoys),
                requireNonNull(ledger.replicaToken())))
        : Optional.empty();
  }

  Optional<AdministrationConfig> administration() {
    return role.administers()
        ? Optional.of(
            new AdministrationConfig(requireNonNull(admin), requireNonNull(ledger.adminToken())))
        : Optional.empty();
  }

  /** Where keys at the providers are, and what opens them: anew each time. */
  ProviderKeySettings providerKeySettings() {
    var configured = ProviderCatalog.of(providers);
    return new ProviderKeySettings(
        configured,
        providerKeys.source(),
        encryption == null ? null : encryption.sealer(),
        ByokPolicy.of(byok, configured));
  }

  /** Where it answers whom, in one line for people. */
  String listens() {
    return Stream.concat(
            dataPath().map(path -> "Check on " + path.listen()).stream(),
            administration().map(with -> "admin on " + with.admin().listener()).stream())
        .collect(joining(", "));
  }

  /** What it means, for people. */
  String summary() {
    return """
    role      %s
    Check     %s
    admin     %s
    observe   %s
    database  %s as %s
    ledger    %s

    %s
    """
        .formatted(
            role.name().toLowerCase(Locale.ROOT),
            dataPath().map(path -> path.listen().toString()).orElse("none"),
            administration().map(with -> with.admin().listener().toString()).orElse("none"),
            observe.listen(),
            database.url(),
            database.user(),
            ledger.connection(),
            Check.routes(policy));
  }
}
