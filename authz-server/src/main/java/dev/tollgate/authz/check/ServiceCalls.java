package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.CredentialReader;
import dev.tollgate.authz.authn.CredentialReading;
import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.providers.CallAudit;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.authz.providers.ProviderCatalog;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls of services that are no LLMs: {@code /api/v1/cloudflare/zones} is Cloudflare's {@code
 * /zones}, with the platform's key, for whoever has the permission that the catalog asks for.
 * Nothing is charged; each call is written down before it is let through.
 */
final class ServiceCalls {
  private static final String PREFIX = "/api/v1/";

  /** The limit of every route that matches before Check, but for those of LLMs. */
  private static final long BODY_BYTES_MAX = 1L << 20;

  /** By which methods Envoy takes in a body before Check, where it is JSON. */
  private static final Set<String> BODY_METHODS = Set.of("POST", "PUT", "PATCH");

  private static final Pattern JSON = Pattern.compile("application/json[ \\t]*(;.*)?");

  private final Supplier<ProviderCatalog> providers;
  private final Authenticator authenticator;
  private final CallAudit audit;

  ServiceCalls(Supplier<ProviderCatalog> providers, Authenticator authenticator, CallAudit audit) {
    this.providers = providers;
    this.authenticator = authenticator;
    this.audit = audit;
  }

  /** Whose path it is; null: no service's. */
  @Nullable Provider find(String path) {
    int end = path.startsWith(PREFIX) ? path.indexOf('/', PREFIX.length()) : -1;
    return end < 0 || end == path.length() - 1
        ? null
        : providers.get().service(path.substring(PREFIX.length(), end));
  }

  /** Answers the run, now or later. */
  void decide(CheckRun run, Provider service) {
    var facts = run.facts();
    switch (CredentialReader.read(facts.headers(), facts.pathWithQuery())) {
      case CredentialReading.Refused(var reason) -> run.answer(Denials.of(reason));
      case CredentialReading.Found(var credential) ->
          authenticator.authenticate(
              credential, outcome -> run.proceed(() -> authenticated(run, service, outcome)));
    }
  }

  private void authenticated(CheckRun run, Provider service, Authentication outcome) {
    switch (outcome) {
      case Authentication.Refused(var reason) -> run.answer(Denials.of(reason));
      case Authentication.Authenticated(var principal) -> {
        var refusal = refusal(run.facts(), service, principal);
        if (refusal == null) {
          run.letIn(principal.keyId());
          letThrough(run, service, principal);
        } else {
          run.answer(refusal);
        }
      }
    }
  }

  /** Why this principal may not call the service, or nobody can; null if it may. */
  private @Nullable Denied refusal(RequestFacts facts, Provider service, Principal principal) {
    if (!principal.restrictions().addresses().permit(facts.clientAddress())) {
      return Denied.of(Denial.IP_NOT_ALLOWED);
    }
    if (!Permissions.cover(principal.permissions(), service.permission())) {
      return Denied.because(
          Denial.INSUFFICIENT_SCOPE,
          "The API key lacks what this path needs: "
              + service.permission()
              + ". Use a key that has it.");
    }
    if (providers.get().keyUnknown(service.name())) {
      return Denied.of(Denial.PROVIDER_KEY_UNKNOWN);
    }
    if (service.key() == null) {
      return Denied.because(
          Denial.PROVIDER_NOT_CONFIGURED,
          "No key for " + service.name() + " is configured here. Ask an administrator to set it.");
    }
    if (facts.announcedBytes() > BODY_BYTES_MAX) {
      return Denied.of(Denial.REQUEST_TOO_LARGE);
    }
    return BODY_METHODS.contains(facts.method()) && hasOtherBody(facts)
        ? Denied.because(
            Denial.INVALID_JSON, "The body must be JSON, sent with content-type: application/json.")
        : null;
  }

  /**
   * Whether there is a body that Envoy does not look at: nothing bounds it, however long it is. Of
   * neither type nor length there is none here, as Envoy's script refuses such a body.
   */
  private static boolean hasOtherBody(RequestFacts facts) {
    var types = facts.headers().all("content-type");
    long bytes = facts.announcedBytes();
    if (bytes == 0) {
      return false;
    }
    return types.isEmpty()
        ? bytes > 0
        : types.size() > 1 || !JSON.matcher(types.getFirst()).matches();
  }

  private void letThrough(CheckRun run, Provider service, Principal principal) {
    var facts = run.facts();
    if (facts.phase() == RequestFacts.Phase.KEY) {
      run.answer(new Decision.KeyAccepted());
      return;
    }
    int start = PREFIX.length() + service.name().length();
    var call =
        new CallAudit.Call(
            principal.keyId(),
            principal.organizationId(),
            facts.clientAddress(),
            facts.method() + " " + facts.path().substring(PREFIX.length()),
            facts.requestId());
    var forwarded =
        new Decision.Forwarded(
            service, principal, service.baseUrl().path() + facts.path().substring(start));
    audit.write(
        call,
        written ->
            run.proceed(
                () -> run.answer(written ? forwarded : Denied.of(Denial.AUDIT_UNAVAILABLE))));
  }
}
