package dev.tollgate.authz.credits;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.pricing.window.LimitId.Kind;
import dev.tollgate.pricing.window.LimitId.Scope;
import dev.tollgate.pricing.window.WindowAccount;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers paths by the identity of the principal's object, which lives as long as the
 * authenticator remembers the key. One slot a hash, the newest wins: bounded, and no lock. Threads
 * race for slots without harm: what a slot holds is checked when it is read.
 */
final class PolicyPaths implements ChargePaths {
  private static final int SLOTS = 4096; // a power of two

  private final @Nullable Prepared[] slots = new @Nullable Prepared[SLOTS];
  private final Source policies;
  private final InstantSource clock;

  /** Which limits there are. */
  interface Source {
    /** Null until they are known. What it says may change. */
    @Nullable KnownLimits get();

    /** Differs after every change of what {@link #get} says. Read it first. */
    long changes();
  }

  PolicyPaths(Source policies, InstantSource clock) {
    this.policies = policies;
    this.clock = clock;
  }

  /** A path and what it was made from. */
  private static final class Prepared {
    final Principal principal;
    final ChargePath path;
    final int keyLimits;
    final int userLimits;
    final int organizationLimits;

    /** The newest changes under which it was found to be as it should. A stale one costs a look. */
    long changes;

    Prepared(
        Principal principal,
        ChargePath path,
        long changes,
        int keyLimits,
        int userLimits,
        int organizationLimits) {
      this.principal = principal;
      this.path = path;
      this.changes = changes;
      this.keyLimits = keyLimits;
      this.userLimits = userLimits;
      this.organizationLimits = organizationLimits;
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the object is the key: comparing its content costs more
  public @Nullable ChargePath of(Principal principal) {
    long changes = policies.changes();
    var limits = policies.get();
    if (limits == null) {
      return null;
    }
    int slot = System.identityHashCode(principal) & (SLOTS - 1);
    var known = slots[slot];
    if (known == null
        || known.principal != principal
        || known.path.untilMillis() <= clock.millis()
        || (known.changes != changes && !isStill(known, limits, changes))) {
      known = make(principal, limits, changes);
      slots[slot] = known;
    }
    return known.path;
  }

  /** Nearly every change is about somebody else. */
  private static boolean isStill(Prepared known, KnownLimits limits, long changes) {
    var principal = known.principal;
    boolean still =
        known.keyLimits == limits.of(Scope.KEY, principal.keyId())
            && known.userLimits == limits.of(Scope.USER, principal.userId())
            && known.organizationLimits
                == limits.of(Scope.ORGANIZATION, principal.organizationSlug())
            && known.path.zone().equals(limits.zone(principal.organizationSlug()));
    if (still) {
      known.changes = changes;
    }
    return still;
  }

  private Prepared make(Principal principal, KnownLimits limits, long changes) {
    var slug = principal.organizationSlug();
    int key = limits.of(Scope.KEY, principal.keyId());
    int user = limits.of(Scope.USER, principal.userId());
    int organization = limits.of(Scope.ORGANIZATION, slug);
    var zone = limits.zone(slug);
    var path = path(principal, key, user, organization, zone);
    return new Prepared(principal, path, changes, key, user, organization);
  }

  private ChargePath path(Principal principal, int key, int user, int organization, ZoneId zone) {
    var now = clock.instant();
    var windows = new ArrayList<WindowAccount>();
    for (var kind : Kind.values()) {
      add(windows, kind, Scope.KEY.owner(principal.keyId()), key, now, zone);
      add(windows, kind, Scope.USER.owner(principal.userId()), user, now, zone);
      add(
          windows,
          kind,
          Scope.ORGANIZATION.owner(principal.organizationSlug()),
          organization,
          now,
          zone);
    }
    return ChargePath.of(principal, windows, zone);
  }

  private static void add(
      List<WindowAccount> windows, Kind kind, String owner, int limits, Instant now, ZoneId zone) {
    KnownLimits.periods(limits, kind)
        .forEach(period -> windows.add(WindowAccount.at(kind, owner, period, now, zone)));
  }
}
