package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ByokPolicy;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.proto.admin.v1.AddByokKeyRequest;
import java.util.TreeSet;

/** What is asked of a key that somebody brings along, before it is stored. */
final class ByokFields {
  private static final int LABEL_CHARACTERS_MAX = 100;

  private ByokFields() {}

  /** What is wrong with a key, its label, its provider, and where it goes. */
  static Fields of(ProviderKeySettings settings, AddByokKeyRequest request) {
    var configured = settings.configured();
    var takers = settings.byok().endpoints();
    var provider = configured.describe(request.getProvider());
    var endpoint = configured.describe(endpoint(request));
    boolean nowhereElse = endpoint(request).equals(request.getProvider());
    var key = request.getKey();
    var fields =
        new Fields()
            .require(
                "provider",
                provider != null,
                "must be a provider of the configuration: " + names(configured.names()))
            .require(
                "provider",
                !configured.isService(request.getProvider()),
                "is a service and no LLM, which is called with the platform's key alone")
            .require(
                "endpoint",
                (provider == null && nowhereElse)
                    || (endpoint != null && takers.contains(endpoint.name())),
                "must be a configured provider that takes callers' keys, not a place of one's own: "
                    + names(takers))
            .require(
                "endpoint",
                provider == null || endpoint == null || provider.api() == endpoint.api(),
                "does not speak like " + request.getProvider())
            .optionalText("label", request.getLabel(), LABEL_CHARACTERS_MAX)
            .require(
                "label",
                key.isEmpty() || !request.getLabel().contains(key),
                "has the key in it, and would be shown");
    return ProviderKeyFields.requireKey(fields, endpoint(request), key, request.getForce(), "add");
  }

  /** The configured provider that it goes to. */
  static String endpoint(AddByokKeyRequest request) {
    return request.getEndpoint().isEmpty() ? request.getProvider() : request.getEndpoint();
  }

  static boolean mayBring(ByokPolicy policy, ByokOwner owner) {
    return policy.tiers().contains(owner.tier());
  }

  /** For people, of an owner that may not. */
  static String tierProblem(ByokPolicy policy, ByokOwner owner) {
    return "the organization "
        + owner.organizationSlug()
        + " has the tier "
        + owner.tier()
        + ", which may not bring keys of its own. These may: "
        + names(policy.tiers());
  }

  private static String names(Iterable<String> names) {
    var sorted = new TreeSet<String>();
    names.forEach(sorted::add);
    return sorted.isEmpty() ? "there is none" : String.join(", ", sorted);
  }
}
