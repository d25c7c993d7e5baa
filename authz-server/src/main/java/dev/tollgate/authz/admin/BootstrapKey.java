package dev.tollgate.authz.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import dev.tollgate.kit.config.Secret;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Authenticates the credential of a deployment's first minutes, and hands every other one on. It is
 * the platform until there is a key that is: then it is refused, so that a variable that was
 * forgotten in a manifest opens nothing.
 */
final class BootstrapKey implements Authenticator {
  static final String ACTOR = "bootstrap-admin";
  private static final String FORM = "pk_admin_";
  private static final int ASKING_MAX = 100;
  private static final Principal PLATFORM =
      new Principal(
          ACTOR,
          "",
          "",
          "",
          "",
          Set.of(Permissions.PLATFORM),
          "",
          "",
          "",
          List.of(),
          Validity.UNLIMITED,
          Restrictions.NONE);

  private final byte[] key;
  private final BooleanSupplier platformKeyExists;
  private final Authenticator others;
  private final Semaphore asking = new Semaphore(ASKING_MAX);

  /**
   * @param platformKeyExists asks the database; blocks, and throws if it cannot be asked
   */
  BootstrapKey(Secret key, BooleanSupplier platformKeyExists, Authenticator others) {
    this.key = key.text().getBytes(UTF_8);
    this.platformKeyExists = platformKeyExists;
    this.others = others;
  }

  @Override
  public void authenticate(String credential, Consumer<Authentication> callback) {
    if (!credential.startsWith(FORM)) {
      others.authenticate(credential, callback);
    } else if (!MessageDigest.isEqual(credential.getBytes(UTF_8), key)) {
      callback.accept(new Refused(Refusal.UNKNOWN));
    } else if (asking.tryAcquire()) {
      Thread.ofVirtual().name("bootstrap").start(() -> ask(callback));
    } else {
      callback.accept(new Refused(Refusal.OVERLOADED));
    }
  }

  private void ask(Consumer<Authentication> callback) {
    Authentication answer = new Refused(Refusal.UNAVAILABLE);
    try {
      answer =
          platformKeyExists.getAsBoolean()
              ? new Refused(Refusal.BOOTSTRAP_ENDED)
              : new Authenticated(PLATFORM);
    } catch (RuntimeException e) {
      // The database is away: refused as such.
    } finally {
      asking.release();
    }
    callback.accept(answer);
  }
}
