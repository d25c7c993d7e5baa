package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.apikey.Loaded.Missed;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Authenticates keys of every family. A key in memory is answered on the calling thread for the
 * price of one MAC; a forgery is refused by its tag, for the price of a few hashes and without a
 * lookup, unless it may be a key that was imported; anything else is looked up elsewhere.
 */
public final class ApiKeyAuthenticator implements Authenticator {
  private static final Authentication MALFORMED = new Refused(Refusal.MALFORMED);
  private static final Authentication OTHER_PRODUCT = new Refused(Refusal.OTHER_PRODUCT);
  private static final Authentication FORGED = new Refused(Refusal.UNKNOWN);
  private static final Authentication UNAVAILABLE = new Refused(Refusal.UNAVAILABLE);
  private static final Authentication OVERLOADED = new Refused(Refusal.OVERLOADED);

  private final KeyForge forge;
  private final KeyCache cache;
  private final ChangeFollower changes;
  private final ImportedKeys imported;
  private final KeyLookups loads;
  private final InstantSource clock;
  private final AuthnMetrics metrics;

  ApiKeyAuthenticator(
      KeyForge forge,
      KeyCache cache,
      ChangeFollower changes,
      ImportedKeys imported,
      KeyLookups loads,
      InstantSource clock,
      AuthnMetrics metrics) {
    this.forge = forge;
    this.cache = cache;
    this.changes = changes;
    this.imported = imported;
    this.loads = loads;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public void authenticate(String credential, Consumer<Authentication> callback) {
    if (credential.length() > ImportedKeys.CHARACTERS_MAX) {
      answer(callback, MALFORMED);
      return;
    }
    // Memory first: it holds nothing whose tag was not checked before.
    var digest = forge.digest(credential);
    var known = changes.trusted() ? cache.get(digest) : null;
    if (known != null) {
      metrics.hit();
      answer(callback, known.at(clock.millis()));
    } else {
      unknown(credential, digest, callback);
    }
  }

  private void unknown(String credential, KeyDigest digest, Consumer<Authentication> callback) {
    var key = PresentedKey.read(credential);
    if (key != null && forge.genuine(key)) {
      load(loads.genuine(), credential, digest, callback);
    } else if (key == null && KeyForm.ofAnotherProduct(credential)) {
      answer(callback, OTHER_PRODUCT);
    } else if (!changes.trusted()) {
      answer(callback, UNAVAILABLE); // which keys were imported is not known
    } else {
      switch (imported.match(credential, digest)) {
        case NONE -> answer(callback, key == null ? MALFORMED : FORGED);
        case KNOWN -> load(loads.imported(), credential, digest, callback);
        case POSSIBLE -> load(loads.possible(), credential, digest, callback);
      }
    }
  }

  private void load(
      KeyLoads loads, String credential, KeyDigest digest, Consumer<Authentication> callback) {
    metrics.miss();
    loads.load(credential, digest, loaded -> answer(callback, judge(loaded)));
  }

  private Authentication judge(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Read(var lookup) -> lookup.at(clock.millis());
      case Missed missed ->
          switch (missed) {
            case OUTDATED, UNAVAILABLE -> UNAVAILABLE;
            case OVERLOADED -> OVERLOADED;
          };
    };
  }

  private void answer(Consumer<Authentication> callback, Authentication authentication) {
    metrics.outcome(authentication);
    callback.accept(authentication);
  }
}
