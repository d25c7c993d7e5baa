package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.authz.providers.Provider;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeSet;

/**
 * What every admission of one principal to one provider has in common, made once. It holds the
 * provider's credential: it goes to Envoy and nowhere else.
 *
 * @param unnamed the same without a word about the user, who is told for each request
 * @param warning for answers, when its time has come
 */
record PreparedAnswer(
    Principal principal,
    ChargePath path,
    Provider provider,
    OkHttpResponse common,
    OkHttpResponse unnamed,
    HeaderValueOption warning,
    Settlement settlement) {

  static PreparedAnswer of(Principal principal, ChargePath path, Provider provider) {
    var common = identity(principal);
    common.addHeaders(
        EnvoyHeaders.overwrite(EnvoyHeaders.AUTHORIZATION, provider.authorization().text()));
    common.addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.PROVIDER, provider.name()));
    common.addResponseHeadersToAdd(EnvoyHeaders.overwrite("x-tollgate-provider", provider.name()));
    common.addResponseHeadersToAdd(EnvoyHeaders.overwrite("x-tollgate-byok", "false"));
    var prepared = common.build();
    var unnamed = principal.serviceName().isEmpty() ? prepared : unnamed(prepared);
    return new PreparedAnswer(
        principal,
        path,
        provider,
        prepared,
        unnamed,
        warning(principal),
        Settlement.of(principal, path, provider.name()));
  }

  /** Envoy removes after it has set: a user that is named must not be on the list. */
  private static OkHttpResponse unnamed(OkHttpResponse prepared) {
    var remove = new ArrayList<String>(prepared.getHeadersToRemoveList());
    remove.remove(EnvoyHeaders.USER);
    return prepared.toBuilder().clearHeadersToRemove().addAllHeadersToRemove(remove).build();
  }

  /** Says until when the key works. */
  static HeaderValueOption warning(Principal principal) {
    return EnvoyHeaders.overwrite(EnvoyHeaders.KEY_WARNING, principal.validity().warning());
  }

  /** To be completed for one request, which is made for this user. */
  OkHttpResponse.Builder forUser(String userId) {
    return userId.equals(principal.userId())
        ? common.toBuilder()
        : unnamed.toBuilder().addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.USER, userId));
  }

  /**
   * Says who is calling, in the place of whatever the client said. A part that a principal does not
   * have is removed, never left over.
   */
  static OkHttpResponse.Builder identity(Principal principal) {
    var ok = OkHttpResponse.newBuilder();
    var parts =
        Map.of(
            EnvoyHeaders.SERVICE, principal.serviceName(),
            EnvoyHeaders.USER, principal.userId(),
            EnvoyHeaders.ORGANIZATION, principal.organizationId(),
            EnvoyHeaders.ORGANIZATION_SLUG, principal.organizationSlug(),
            EnvoyHeaders.KEY, principal.keyId(),
            EnvoyHeaders.PERMISSIONS, String.join(",", new TreeSet<>(principal.permissions())),
            EnvoyHeaders.PLAN, principal.plan());
    parts.forEach((name, value) -> {
      if (value.isEmpty()) {
        ok.addHeadersToRemove(name);
      } else {
        ok.addHeaders(EnvoyHeaders.overwrite(name, value));
      }
    });
    ok.addAllHeadersToRemove(EnvoyHeaders.OTHER_CREDENTIALS);
    ok.addAllHeadersToRemove(EnvoyHeaders.FOREIGN_IDENTITY);
    return ok;
  }
}
