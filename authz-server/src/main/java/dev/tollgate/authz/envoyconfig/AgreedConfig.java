package dev.tollgate.authz.envoyconfig;

import dev.tollgate.authz.credits.LeasesConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.envoy.EnvoySettings.Upstream;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Partial;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of authz-server's configuration Envoy must agree with. The sections' meaning is told where
 * the server reads them; it refuses what is passed over here.
 */
@Partial
record AgreedConfig(
    Check check,
    @Nullable Admin admin,
    ProvidersConfig providers,
    UsageLog usageLog,
    Envoy envoy,
    @Nullable List<FurtherEnvoy> furtherEnvoys,
    LeasesConfig leases) {
  /** Envoy's clusters reach authz-server by its sockets alone. */
  record Check(ListenAddress.Unix listen) {}

  @Partial
  record Admin(ListenAddress.@Nullable Unix restListen) {}

  @Partial
  record UsageLog(Path path) {}

  record Envoy(ListenAddress.Unix admin) {}

  record FurtherEnvoy(ListenAddress.Unix admin, Path usageLog) {}

  /** Every provider, in the file's order. */
  List<Upstream> upstreams() {
    return ProviderCatalog.of(providers).all().stream()
        .map(provider -> new Upstream(provider.name(), provider.baseUrl()))
        .toList();
  }

  /** Where authz-server answers REST, if it does. */
  Optional<Path> restSocket() {
    return Optional.ofNullable(admin).map(Admin::restListen).map(ListenAddress.Unix::path);
  }

  /** Every Envoy that asks this server. */
  List<FurtherEnvoy> envoys() {
    var further = furtherEnvoys == null ? List.<FurtherEnvoy>of() : furtherEnvoys;
    return Stream.concat(
            Stream.of(new FurtherEnvoy(envoy.admin(), usageLog.path())), further.stream())
        .toList();
  }
}
