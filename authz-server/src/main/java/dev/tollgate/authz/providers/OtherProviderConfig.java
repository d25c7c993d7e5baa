package dev.tollgate.authz.providers;

import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.Secret;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider beside OpenAI and Anthropic: one that is known by its name, or any that speaks like
 * one of them.
 *
 * @param name as price books, Envoy's routes and metrics name it
 * @param apiKey as {@link ProviderConfig#apiKey}
 * @param api null: as this provider is known to speak, else like OpenAI
 * @param baseUrl null where this provider is known to answer
 * @param keyHeader null: where this provider is known to look, else as a bearer token
 * @param permission what a caller of a service needs; null: {@code platform:*}. LLMs have none: a
 *     table says who may ask them
 * @param active as {@link ProviderConfig#active}
 */
public record OtherProviderConfig(
    String name,
    @Nullable Secret apiKey,
    @Nullable Api api,
    @Nullable String baseUrl,
    @Nullable KeyHeader keyHeader,
    @Nullable String permission,
    @Default("true") boolean active) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** Keys of their own, and names that Envoy's configuration has for something else. */
  private static final Set<String> TAKEN =
      Set.of(
          ProviderCatalog.OPENAI, ProviderCatalog.ANTHROPIC, "tollgate", "authz", "rest", "none");

  /** Paths under {@code /api/v1} that are somebody else's. */
  private static final Set<String> NO_SERVICES = Set.of("llm", "admin");

  public OtherProviderConfig {
    if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
      throw new IllegalArgumentException(
          "name must be a letter and up to 39 letters, digits and hyphens, in lower case, and none"
              + " of "
              + TAKEN.stream().sorted().toList()
              + ", but is \""
              + name
              + "\"");
    }
    ProviderConfig.requireKey(apiKey);
    var provider = Provider.of(name, api, keyHeader, baseUrl, apiKey); // refuses what is not known
    boolean service = provider.api() == Api.SERVICE;
    if (service && NO_SERVICES.contains(name)) {
      throw new IllegalArgumentException(
          "name must not be " + name + " for a service: /api/v1/" + name + " is taken");
    }
    if (permission != null && !service) {
      throw new IllegalArgumentException(
          "permission is of services alone (api: service); who may ask an LLM says policy.scopes");
    }
    if (permission != null && !Permissions.KNOWN.contains(permission)) {
      throw new IllegalArgumentException(
          "permission must be one of " + Permissions.KNOWN + ", but is \"" + permission + "\"");
    }
  }

  /** An active one. */
  public OtherProviderConfig(
      String name,
      @Nullable Secret apiKey,
      @Nullable Api api,
      @Nullable String baseUrl,
      @Nullable KeyHeader keyHeader,
      @Nullable String permission) {
    this(name, apiKey, api, baseUrl, keyHeader, permission, true);
  }

  Provider provider() {
    var provider = Provider.of(name, api, keyHeader, baseUrl, apiKey);
    return permission == null ? provider : provider.withPermission(permission);
  }
}
