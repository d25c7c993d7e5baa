package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.CredentialReader;
import dev.tollgate.authz.authn.CredentialReading;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.authz.credits.ChargePaths;
import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.credits.HoldRequest;
import dev.tollgate.authz.credits.OwnSpend;
import dev.tollgate.authz.credits.Reservations;
import org.jspecify.annotations.Nullable;

/** Decides on requests, step by step. Runs on event loops: no step blocks or takes a lock. */
final class CheckPipeline {
  private final Routes routes;
  private final ServiceCalls services;
  private final Authenticator authenticator;
  private final Quotes quotes;
  private final ChargePaths paths;
  private final Reservations reservations;

  CheckPipeline(
      Routes routes,
      ServiceCalls services,
      Authenticator authenticator,
      Quotes quotes,
      ChargePaths paths,
      Reservations reservations) {
    this.routes = routes;
    this.services = services;
    this.authenticator = authenticator;
    this.quotes = quotes;
    this.paths = paths;
    this.reservations = reservations;
  }

  /** Answers the run, now or later; never throws. */
  void decide(CheckRun run) {
    run.guarded(() -> route(run));
  }

  /** Step 1: which endpoint is it? */
  private void route(CheckRun run) {
    var facts = run.facts();
    var endpoint = Endpoint.match(facts.method(), facts.path());
    if (endpoint == null) {
      noEndpoint(run);
    } else if (routes.requirement(endpoint).isPublic()) {
      run.answer(allowOwn(run, endpoint, null));
    } else {
      authenticate(run, endpoint);
    }
  }

  /** A service's path, or nobody's. */
  private void noEndpoint(CheckRun run) {
    var service = services.find(run.facts().path());
    if (service == null) {
      run.answer(Denied.of(Denial.UNKNOWN_ENDPOINT));
    } else {
      services.decide(run, service);
    }
  }

  /** Step 2: whose request is it? */
  private void authenticate(CheckRun run, Endpoint endpoint) {
    var facts = run.facts();
    switch (CredentialReader.read(facts.headers(), facts.pathWithQuery())) {
      case CredentialReading.Refused(var reason) -> run.answer(Denials.of(reason));
      case CredentialReading.Found(var credential) ->
          authenticator.authenticate(
              credential, outcome -> run.proceed(() -> authenticated(run, endpoint, outcome)));
    }
  }

  private void authenticated(CheckRun run, Endpoint endpoint, Authentication outcome) {
    switch (outcome) {
      case Authentication.Refused(var reason) -> run.answer(Denials.of(reason));
      case Authentication.Authenticated(var principal) -> authorize(run, endpoint, principal);
    }
  }

  /** Step 3: may this principal, from where it is? The phase that sees headers alone ends here. */
  private void authorize(CheckRun run, Endpoint endpoint, Principal principal) {
    if (!principal.restrictions().addresses().permit(run.facts().clientAddress())) {
      run.answer(Denied.of(Denial.IP_NOT_ALLOWED));
    } else if (!routes.requirement(endpoint).permits(principal.permissions())) {
      run.answer(routes.denial(endpoint));
    } else {
      run.letIn(principal.keyId());
      proceed(run, endpoint, principal);
    }
  }

  private void proceed(CheckRun run, Endpoint endpoint, Principal principal) {
    var userId = OnBehalf.user(principal, run.facts().headers());
    if (userId == null) {
      var denied = Denied.of(Denial.INVALID_HEADER, OnBehalf.CLIENTS_HEADER, OnBehalf.PROBLEM);
      run.answer(denied);
    } else if (!endpoint.metered()) {
      run.answer(allowOwn(run, endpoint, principal));
    } else if (run.facts().phase() == RequestFacts.Phase.KEY) {
      run.answer(bodyAccepted(run.facts(), endpoint));
    } else {
      read(run, endpoint, principal, userId);
    }
  }

  /** Envoy takes the body in only now: one that is too large need not come. */
  private static Decision bodyAccepted(RequestFacts facts, Endpoint endpoint) {
    return facts.announcedBytes() <= endpoint.bodyBytesMax()
        ? new Decision.KeyAccepted()
        : Denied.of(Denial.REQUEST_TOO_LARGE);
  }

  private static Decision.Allowed allowOwn(
      CheckRun run, Endpoint endpoint, @Nullable Principal principal) {
    return switch (run.facts().phase()) {
      case KEY -> new Decision.KeyAccepted();
      case FULL -> new Decision.OwnAnswer(endpoint, principal);
    };
  }

  /** Step 4: what does the body ask for, and may this principal have it? */
  private void read(CheckRun run, Endpoint endpoint, Principal principal, String userId) {
    var beta = Betas.refusal(endpoint, run.facts().headers());
    if (beta != null) {
      run.answer(beta);
      return;
    }
    switch (BodyReader.read(endpoint, run.facts().body())) {
      case Denied denied -> run.answer(denied);
      case MeteredBody body -> {
        if (principal.restrictions().models().permit(body.model())) {
          price(run, endpoint, principal, userId, body);
        } else {
          var denial = Denial.MODEL_NOT_ALLOWED;
          run.answer(Denied.of(denial, "model", denial.message()));
        }
      }
    }
  }

  /** Step 5: what may that cost, and is it within what one request may cost? */
  private void price(
      CheckRun run, Endpoint endpoint, Principal principal, String userId, MeteredBody body) {
    switch (quotes.quote(
        endpoint, principal.priceBook(), principal.ownKeys(), body, run.facts().bodyBytes())) {
      case Denied denied -> run.answer(denied);
      case Quote.Priced priced -> {
        long max = principal.restrictions().requestCostMaxNanocredits();
        if (priced.holdNanocredits() <= max) {
          reserve(run, endpoint, principal, userId, body, priced);
        } else {
          run.answer(Denials.tooExpensive(priced.holdNanocredits(), max));
        }
      }
    }
  }

  /** Step 6: is that much credit there? It is held from here on, unless the run ends otherwise. */
  private void reserve(
      CheckRun run,
      Endpoint endpoint,
      Principal principal,
      String userId,
      MeteredBody body,
      Quote.Priced priced) {
    if (run.ended()) {
      return;
    }
    var path = paths.of(principal);
    if (path == null) {
      run.answer(Denied.of(Denial.CREDITS_UNAVAILABLE));
      return;
    }
    run.asked(
        reservations.reserve(
            holdRequest(run.facts(), endpoint, principal, path, userId, priced),
            outcome ->
                run.proceed(() ->
                    run.answer(
                        decision(endpoint, principal, path, userId, body, priced, outcome)))));
  }

  /** Step 7: allowed if, and only if, the hold was admitted. */
  private static Decision decision(
      Endpoint endpoint,
      Principal principal,
      ChargePath path,
      String userId,
      MeteredBody body,
      Quote.Priced priced,
      HoldOutcome outcome) {
    return switch (outcome) {
      case HoldOutcome.Insufficient insufficient -> Denials.of(insufficient, path);
      case HoldOutcome.InFlight inFlight -> Denials.of(inFlight);
      case HoldOutcome.Unavailable _ -> Denied.of(Denial.CREDITS_UNAVAILABLE);
      case HoldOutcome.Admitted(var reservation, long holdNanocredits, long balanceNanocredits) ->
          new Decision.Admitted(
              endpoint,
              principal,
              path,
              userId,
              priced.provider(),
              priced.ownKey(),
              priced.price(),
              priced.upstreamModel(),
              reservation,
              priced.ownKey() == null ? holdNanocredits : priced.spendNanocredits(),
              holdNanocredits,
              priced.priceVersion(),
              priced.units(),
              balanceNanocredits,
              endpoint.hidesUsage() && body.stream() && !body.usageAsked());
    };
  }

  private static HoldRequest holdRequest(
      RequestFacts facts,
      Endpoint endpoint,
      Principal principal,
      ChargePath path,
      String userId,
      Quote.Priced priced) {
    var ownKey = priced.ownKey();
    return new HoldRequest(
        path.accounts(),
        priced.holdNanocredits(),
        priced.priceVersion(),
        priced.price().model(),
        principal.keyId(),
        principal.organizationId(),
        userId,
        priced.provider().name(),
        ownKey == null
            ? null
            : new OwnSpend(ownKey.owner(), priced.spendNanocredits(), ownKey.fee()),
        endpoint.path(),
        facts.requestId(),
        facts.envoyNode(),
        facts.envoyBoot());
  }
}
