package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Authenticator;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates user keys. A forgery is refused by its tag, without a lookup; a key in the cache is
 * answered on the calling thread; anything else is one query on a virtual thread, once per key
 * however many ask, behind a gate that refuses when it is full.
 */
public final class ApiKeyAuthenticator implements Authenticator {
  private static final Logger log = LoggerFactory.getLogger(ApiKeyAuthenticator.class);
  private static final int LOADS_MAX = 1_000;

  private final KeyForge forge;
  private final KeyStore store;
  private final KeyCache cache;
  private final ChangeFollower changes;
  private final KeyUse use;
  private final InstantSource clock;
  private final AuthnMetrics metrics;
  private final Map<KeyDigest, CompletableFuture<Lookup>> loads = new ConcurrentHashMap<>();
  private final Semaphore gate = new Semaphore(LOADS_MAX);

  ApiKeyAuthenticator(
      KeyForge forge,
      KeyStore store,
      KeyCache cache,
      ChangeFollower changes,
      KeyUse use,
      InstantSource clock,
      AuthnMetrics metrics) {
    this.forge = forge;
    this.store = store;
    this.cache = cache;
    this.changes = changes;
    this.use = use;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public void authenticate(String credential, Consumer<Authentication> callback) {
    if (!KeyForge.wellFormed(credential)) {
      answer(callback, refused(Refusal.MALFORMED));
      return;
    }
    if (!forge.genuine(credential)) {
      answer(callback, refused(Refusal.UNKNOWN));
      return;
    }
    var digest = forge.digest(credential);
    var known = changes.trusted() ? cache.get(digest) : null;
    if (known != null) {
      metrics.hit();
      answer(callback, judge(known));
    } else {
      metrics.miss();
      load(credential, digest, callback);
    }
  }

  private void load(String credential, KeyDigest digest, Consumer<Authentication> callback) {
    var mine = new CompletableFuture<Lookup>();
    var running = loads.putIfAbsent(digest, mine);
    var load = running == null ? mine : running;
    var _ =
        load.whenComplete((lookup, failure) ->
            answer(callback, lookup == null ? refused(Refusal.UNAVAILABLE) : judge(lookup)));
    if (running != null) {
      return;
    }
    if (!gate.tryAcquire()) {
      loads.remove(digest);
      mine.completeExceptionally(new IllegalStateException("too many keys are being looked up"));
      return;
    }
    Thread.ofVirtual().name("key-load").start(() -> find(credential, digest, mine));
  }

  private void find(String credential, KeyDigest digest, CompletableFuture<Lookup> load) {
    try {
      if (!changes.trusted()) {
        throw new SQLException("changes cannot be followed now");
      }
      long generation = cache.generation();
      var lookup = new Lookup(store.find(forge.digests(credential)));
      cache.put(digest, lookup, generation);
      loads.remove(digest);
      load.complete(lookup);
    } catch (SQLException | RuntimeException e) {
      log.warn("A key cannot be looked up: {}", e.getMessage());
      loads.remove(digest);
      load.completeExceptionally(e);
    } finally {
      gate.release();
    }
  }

  private Authentication judge(Lookup known) {
    var key = known.key();
    if (key == null) {
      return refused(Refusal.UNKNOWN);
    }
    return switch (key.state()) {
      case REVOKED -> refused(Refusal.REVOKED);
      case INACTIVE -> refused(Refusal.INACTIVE);
      case ACTIVE -> {
        var principal = key.principal();
        if (!clock.instant().isBefore(principal.expiresAt())) {
          yield refused(Refusal.EXPIRED);
        }
        use.count(principal.keyId());
        yield new Authenticated(principal);
      }
    };
  }

  private static Authentication refused(Refusal reason) {
    return new Refused(reason);
  }

  private void answer(Consumer<Authentication> callback, Authentication authentication) {
    metrics.outcome(authentication);
    callback.accept(authentication);
  }

  int loading() {
    return LOADS_MAX - gate.availablePermits();
  }
}
