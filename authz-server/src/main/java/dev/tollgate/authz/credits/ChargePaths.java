package dev.tollgate.authz.credits;

import dev.tollgate.authz.authn.Principal;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Which accounts a request of a principal charges now. */
public interface ChargePaths {
  /** The paths where nobody has a limit. */
  static ChargePaths unlimited(InstantSource clock) {
    return new PolicyPaths(new NoLimits(new KnownLimits()), clock);
  }

  /**
   * The path; null while it is not known which limits there are. Never blocks, and makes nothing
   * for a principal whose path it made a moment ago. Any thread.
   */
  @Nullable ChargePath of(Principal principal);
}
