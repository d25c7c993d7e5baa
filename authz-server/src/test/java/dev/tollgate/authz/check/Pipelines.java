package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.Reservations;
import dev.tollgate.authz.policy.Scopes;

/** Pipelines with the samples' routes, limits and, where a test has no others, prices. */
final class Pipelines {
  private Pipelines() {}

  static Quotes quotes() {
    return new Quotes(() -> Samples.CATALOG, () -> Samples.PROVIDERS, Samples.CLOCK);
  }

  /** Every credential is this principal's. */
  static CheckPipeline of(Principal principal, Quotes quotes, Reservations reservations) {
    return of(
        (_, callback) -> callback.accept(new Authentication.Authenticated(principal)),
        quotes,
        reservations);
  }

  static CheckPipeline of(Authenticator authenticator, Quotes quotes, Reservations reservations) {
    return new CheckPipeline(
        new Routes(Scopes.DEFAULT),
        noServices(authenticator),
        authenticator,
        quotes,
        Samples.PATHS,
        reservations);
  }

  /** The samples have LLMs alone. */
  static ServiceCalls noServices(Authenticator authenticator) {
    return new ServiceCalls(
        () -> Samples.PROVIDERS,
        authenticator,
        (call, _) -> {
          throw new AssertionError("nothing is to be written down: " + call);
        });
  }
}
