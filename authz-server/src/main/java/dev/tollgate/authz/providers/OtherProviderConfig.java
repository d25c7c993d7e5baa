package dev.tollgate.authz.providers;

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
 */
public record OtherProviderConfig(
    String name,
    @Nullable Secret apiKey,
    @Nullable Api api,
    @Nullable String baseUrl,
    @Nullable KeyHeader keyHeader) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** Keys of their own, and names that Envoy's configuration has for something else. */
  private static final Set<String> TAKEN =
      Set.of(
          ProviderCatalog.OPENAI, ProviderCatalog.ANTHROPIC, "tollgate", "authz", "rest", "none");

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
    var _ = Provider.of(name, api, keyHeader, baseUrl, apiKey); // refuses what is not known of it
  }

  Provider provider() {
    return Provider.of(name, api, keyHeader, baseUrl, apiKey);
  }
}
