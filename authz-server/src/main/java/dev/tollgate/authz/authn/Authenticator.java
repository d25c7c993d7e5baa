package dev.tollgate.authz.authn;

import java.util.function.Consumer;

/** Turns a credential into a principal. Called on event loops: never blocks. */
public interface Authenticator {
  /**
   * Decides on one credential and calls back exactly once: on the calling thread before this
   * returns if the answer is in memory, else later on some other thread. Fails closed: every error
   * is a refusal.
   */
  void authenticate(String credential, Consumer<Authentication> callback);
}
