package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The providers that are configured, with the keys that count now. Immutable; any thread. */
public final class ProviderCatalog {
  public static final String OPENAI = "openai";
  public static final String ANTHROPIC = "anthropic";

  private final Map<String, Provider> byName;

  /** Of which nobody can say now whether they have a key, or which. */
  private final Set<String> unknown;

  /** To which nothing is sent, whoever's key it would be. */
  private final Set<String> inactive;

  private final boolean read;

  private ProviderCatalog(
      Map<String, Provider> byName, Set<String> unknown, Set<String> inactive, boolean read) {
    this.byName = byName;
    this.unknown = Set.copyOf(unknown);
    this.inactive = Set.copyOf(inactive);
    this.read = read;
  }

  /** With the configuration's keys. */
  public static ProviderCatalog of(ProvidersConfig config) {
    var providers = new LinkedHashMap<String, Provider>();
    var inactive = new HashSet<String>();
    add(OPENAI, config.openai(), providers, inactive);
    add(ANTHROPIC, config.anthropic(), providers, inactive);
    for (var other : Objects.requireNonNullElse(config.others(), List.<OtherProviderConfig>of())) {
      providers.put(other.name(), other.provider());
      if (!other.active()) {
        inactive.add(other.name());
      }
    }
    return new ProviderCatalog(providers, Set.of(), inactive, true);
  }

  private static void add(
      String name,
      @Nullable ProviderConfig config,
      Map<String, Provider> providers,
      Set<String> inactive) {
    if (config != null) {
      providers.put(name, config.provider(name));
      if (!config.active()) {
        inactive.add(name);
      }
    }
  }

  /** The same providers before anything that is stored is known. */
  ProviderCatalog unread() {
    return new ProviderCatalog(keyed(Map.of(), names(), false), names(), inactive, false);
  }

  /** The same providers, of which these are inactive as well. */
  ProviderCatalog without(Set<String> disabled) {
    var more = new HashSet<>(inactive);
    more.addAll(disabled);
    return new ProviderCatalog(byName, unknown, more, read);
  }

  /**
   * The same providers with other keys.
   *
   * @param keys stored ones, by provider; those of others are of no use
   * @param unknownKeys providers with a stored key that is not known
   * @param configured whether the configuration's keys count where there is no stored one
   */
  ProviderCatalog withKeys(Map<String, Secret> keys, Set<String> unknownKeys, boolean configured) {
    return new ProviderCatalog(keyed(keys, unknownKeys, configured), unknownKeys, inactive, true);
  }

  private Map<String, Provider> keyed(
      Map<String, Secret> keys, Set<String> unknownKeys, boolean configured) {
    var keyed = new LinkedHashMap<String, Provider>();
    byName.forEach((name, provider) -> {
      boolean stays = configured && !keys.containsKey(name) && !unknownKeys.contains(name);
      keyed.put(name, stays ? provider : provider.withKey(keys.get(name)));
    });
    return keyed;
  }

  /** The provider with its key; null if it is not configured, inactive, or has no key here. */
  public @Nullable Provider find(String name) {
    var provider = byName.get(name);
    return provider == null || provider.key() == null || inactive.contains(name) ? null : provider;
  }

  /** Whether a provider must be asked nothing now, as if it were not there. */
  public boolean isInactive(String name) {
    return inactive.contains(name);
  }

  /** Whether it is known which providers are inactive: until then nobody is sent anything. */
  public boolean isRead() {
    return read;
  }

  /** Whether it is for us, and for now, that the provider has no key. */
  public boolean keyUnknown(String name) {
    return unknown.contains(name);
  }

  /** The provider, or null if it is not configured; it may have no key, and be inactive. */
  public @Nullable Provider describe(String name) {
    return byName.get(name);
  }

  /**
   * The service that is no LLM; null if none of this name is configured and active. It may have no
   * key.
   */
  public @Nullable Provider service(String name) {
    return isService(name) && !inactive.contains(name) ? byName.get(name) : null;
  }

  /** Whether a provider is configured, and is a service that is no LLM. */
  public boolean isService(String name) {
    var provider = byName.get(name);
    return provider != null && provider.api() == Api.SERVICE;
  }

  /** Their names. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** All of them, in the configuration's order. */
  public Collection<Provider> all() {
    return byName.values();
  }
}
