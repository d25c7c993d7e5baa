package dev.tollgate.authz.providers;

import dev.tollgate.envoy.BaseUrl;
import org.jspecify.annotations.Nullable;

/** Which configured provider is meant by the place that another system sent a key to. */
public final class EndpointNames {
  private static final String VERSION = "/v1";

  private EndpointNames() {}

  /**
   * The name of a configured provider that speaks like the key's and takes callers' keys; of a text
   * that is a name, that name whatever stands behind it.
   *
   * @param provider whose key it is
   * @param text a name, or a URL; empty, or where the provider usually answers: the provider itself
   * @return null if nothing here answers at that place
   */
  public static @Nullable String of(ProviderKeySettings settings, String provider, String text) {
    var place = text.strip();
    if (place.isEmpty()) {
      return provider;
    }
    if (settings.configured().names().contains(place)) {
      return place;
    }
    var url = url(place);
    if (url == null) {
      return null;
    }
    return isOf(settings.configured().describe(provider), provider, url)
        ? provider
        : other(settings, provider, url);
  }

  private static @Nullable BaseUrl url(String text) {
    try {
      return BaseUrl.parse(text);
    } catch (IllegalArgumentException e) {
      return null; // no place at all
    }
  }

  private static boolean isOf(@Nullable Provider configured, String name, BaseUrl url) {
    var known = KnownProvider.of(name);
    var usual = known == null ? null : known.baseUrl();
    return (usual != null && same(BaseUrl.parse(usual), url))
        || (configured != null && same(configured.baseUrl(), url));
  }

  /** Some SDKs want the version at a URL's end, some add it themselves. */
  private static boolean same(BaseUrl ours, BaseUrl theirs) {
    return ours.equals(theirs)
        || ours.equals(
            new BaseUrl(theirs.tls(), theirs.host(), theirs.port(), theirs.path() + VERSION));
  }

  private static @Nullable String other(
      ProviderKeySettings settings, String provider, BaseUrl url) {
    var own = settings.configured().describe(provider);
    return settings.configured().all().stream()
        .filter(other -> own != null && other.api() == own.api())
        .filter(other -> settings.byok().endpoints().contains(other.name()))
        .filter(other -> same(other.baseUrl(), url))
        .map(Provider::name)
        .findFirst()
        .orElse(null);
  }
}
