package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.apikey.Loaded.Missed;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Authenticates keys of every family. A key in memory is answered on the calling thread for the
 * price of one MAC; a forgery is refused by its tag, for the price of two and without a lookup;
 * anything else is looked up elsewhere.
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
  private final KeyLoads loads;
  private final KeyUse use;
  private final InstantSource clock;
  private final AuthnMetrics metrics;

  ApiKeyAuthenticator(
      KeyForge forge,
      KeyCache cache,
      ChangeFollower changes,
      KeyLoads loads,
      KeyUse use,
      InstantSource clock,
      AuthnMetrics metrics) {
    this.forge = forge;
    this.cache = cache;
    this.changes = changes;
    this.loads = loads;
    this.use = use;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public void authenticate(String credential, Consumer<Authentication> callback) {
    if (credential.length() > KeyForm.CHARACTERS_MAX) {
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
    if (key == null) {
      answer(callback, KeyForm.ofAnotherProduct(credential) ? OTHER_PRODUCT : MALFORMED);
    } else if (!forge.genuine(key)) {
      answer(callback, FORGED);
    } else {
      metrics.miss();
      loads.load(credential, digest, loaded -> answer(callback, judge(loaded)));
    }
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
    if (authentication instanceof Authenticated(var principal)) {
      use.count(principal.keyId());
    }
    callback.accept(authentication);
  }
}
