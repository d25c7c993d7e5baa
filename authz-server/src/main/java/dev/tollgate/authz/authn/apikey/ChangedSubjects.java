package dev.tollgate.authz.authn.apikey;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a batch of changes touches, so that one pass over the cache serves them all.
 *
 * @param imports keys that were absent may be there now
 * @param everything a change is not understood here, so it may touch anything
 */
record ChangedSubjects(
    Set<String> keys,
    Set<String> users,
    Set<String> organizations,
    Set<String> plans,
    boolean imports,
    boolean everything) {
  static ChangedSubjects of(List<Change> changes) {
    var keys = new HashSet<String>();
    var users = new HashSet<String>();
    var organizations = new HashSet<String>();
    var plans = new HashSet<String>();
    boolean imports = false;
    boolean everything = false;
    for (var change : changes) {
      switch (change.kind()) {
        case KEY -> keys.add(change.subject());
        case USER -> users.add(change.subject());
        case ORGANIZATION -> organizations.add(change.subject());
        case PLAN -> plans.add(change.subject());
        case IMPORT -> imports = true;
        case PROVIDER_KEY -> {
          // Not identity's: a subscriber hears of it.
        }
        case UNKNOWN -> everything = true;
      }
    }
    return new ChangedSubjects(keys, users, organizations, plans, imports, everything);
  }

  boolean touch(KnownKey key) {
    var principal = key.principal();
    return everything
        || keys.contains(principal.keyId())
        || users.contains(principal.userId()) // empty for many, and no user's id
        || organizations.contains(principal.organizationId())
        || plans.contains(principal.plan());
  }
}
