package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.authz.providers.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Remembers prepared answers by the identity of the principal's object, which lives as long as the
 * authenticator remembers the key, and of the provider's. One slot a hash, the newest wins:
 * bounded, and no lock. Threads race for slots without harm, because entries are immutable and
 * checked when they are read.
 */
final class PreparedAnswers {
  private static final int SLOTS = 4096; // a power of two

  private final @Nullable PreparedAnswer[] slots = new @Nullable PreparedAnswer[SLOTS];

  PreparedAnswer get(
      Principal principal, ChargePath path, Provider provider, @Nullable OwnKey ownKey) {
    int slot = slot(principal, provider);
    var known = slots[slot];
    if (known != null && known.isOf(principal, path, provider, ownKey)) {
      return known;
    }
    var made = new PreparedAnswer(principal, path, provider, ownKey);
    slots[slot] = made;
    return made;
  }

  /** A key that goes to several providers has a slot for each. */
  private static int slot(Principal principal, Provider provider) {
    return (System.identityHashCode(principal) + 31 * System.identityHashCode(provider))
        & (SLOTS - 1);
  }
}
