package dev.tollgate.authz.admin;

import dev.tollgate.authz.admin.JdbcDisabledProviders.Disabled;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.ProviderKey;
import java.time.InstantSource;
import java.util.Map;
import java.util.StringJoiner;
import javax.sql.DataSource;

/** Which providers requests may go to, by the configuration and by what administrators say. */
final class ProviderActivity {
  private final ProviderCatalog configured;
  private final JdbcDisabledProviders disabled;
  private final InstantSource clock;

  ProviderActivity(ProviderCatalog configured, DataSource database, InstantSource clock) {
    this.configured = configured;
    this.disabled = new JdbcDisabledProviders(database);
    this.clock = clock;
  }

  void disable(Caller caller, String provider) {
    caller.requirePlatform();
    requireConfigured(provider);
    disabled.add(caller, provider, clock.instant());
  }

  /**
   * Also one that was taken out of the configuration since it was switched off, so that it can come
   * back. FAILED_PRECONDITION if the configuration does not allow it.
   */
  void enable(Caller caller, String provider) {
    caller.requirePlatform();
    if (!disabled.all().containsKey(provider)) {
      requireConfigured(provider);
    }
    if (configured.isInactive(provider)) {
      throw GrpcErrors.failedPrecondition(
          "the configuration says active: false of "
              + provider
              + ": take that out at every authz-server, and restart them");
    }
    disabled.remove(caller, provider, clock.instant());
  }

  private void requireConfigured(String provider) {
    ProviderKeyFields.requireConfigured(configured.names(), provider).check();
  }

  /** As of now. */
  Now now() {
    return new Now(configured, disabled.all());
  }

  /** What was so at one moment. */
  record Now(ProviderCatalog configured, Map<String, Disabled> disabled) {
    /** Why no request goes to a provider, for people; empty if they do. */
    String whyInactive(String provider) {
      var why = new StringJoiner(", and ");
      if (configured.describe(provider) == null) {
        why.add("it is not in the configuration");
      } else if (configured.isInactive(provider)) {
        why.add("the configuration says active: false");
      }
      if (disabled.containsKey(provider)) {
        why.add("it is switched off");
      }
      return why.toString();
    }

    /** Writes down what is known of a provider. */
    void tell(String provider, ProviderKey.Builder to) {
      var why = whyInactive(provider);
      to.setActive(why.isEmpty()).setInactiveBecause(why);
      var off = disabled.get(provider);
      if (off != null) {
        to.setDisabledAt(Issuing.timestamp(off.at())).setDisabledBy(off.by());
      }
    }
  }
}
