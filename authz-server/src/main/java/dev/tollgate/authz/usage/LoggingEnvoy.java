package dev.tollgate.authz.usage;

import dev.tollgate.authz.usage.envoy.EnvoyConfig;
import dev.tollgate.authz.usage.log.UsageLogConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An Envoy and the log that it writes. */
public record LoggingEnvoy(EnvoyConfig envoy, UsageLogConfig log) {
  /**
   * All that ask one server: the first one and those beside it, whose logs are looked after alike.
   *
   * @throws IllegalArgumentException if two logs could be taken for one another; says what to do
   */
  public static List<LoggingEnvoy> all(
      UsageLogConfig log, EnvoyConfig envoy, @Nullable List<FurtherEnvoyConfig> further) {
    var all = new ArrayList<LoggingEnvoy>();
    all.add(new LoggingEnvoy(envoy, log));
    for (var one : further == null ? List.<FurtherEnvoyConfig>of() : further) {
      var next = new LoggingEnvoy(new EnvoyConfig(one.admin()), log.at(one.usageLog()));
      all.forEach(next::requireAnother);
      all.add(next);
    }
    return List.copyOf(all);
  }

  /** The log's own name, which no other log's begins with. */
  String name() {
    return log.path().getFileName().toString();
  }

  private void requireAnother(LoggingEnvoy other) {
    if (name().startsWith(other.name()) || other.name().startsWith(name())) {
      throw new IllegalArgumentException(
          "further_envoys: "
              + name()
              + " and "
              + other.name()
              + " could be taken for one log: give each Envoy one with a file name of its own, with"
              + " which no other begins");
    }
    if (envoy.equals(other.envoy())) {
      throw new IllegalArgumentException(
          "further_envoys: " + envoy.admin() + " is named twice; name each Envoy once");
    }
  }
}
