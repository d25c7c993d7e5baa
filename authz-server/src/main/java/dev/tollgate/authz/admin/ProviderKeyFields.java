package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ProviderKeyForm;
import java.util.Set;
import java.util.TreeSet;

/** What is asked of a key before it is stored. */
final class ProviderKeyFields {
  private ProviderKeyFields() {}

  /**
   * What is wrong with a key and its provider.
   *
   * @param configured the providers that there are
   * @param force whether it may look like another provider's
   */
  static Fields of(Set<String> configured, String provider, String key, boolean force) {
    return requireKey(requireConfigured(configured, provider), provider, key, force, "set");
  }

  /** What is wrong with the name of a provider. */
  static Fields requireConfigured(Set<String> configured, String provider) {
    return new Fields()
        .require(
            "provider",
            configured.contains(provider),
            "must be a provider of the configuration: "
                + (configured.isEmpty()
                    ? "it has none under providers"
                    : String.join(", ", new TreeSet<>(configured))));
  }

  /**
   * Adds what is wrong with a key.
   *
   * @param endpoint the provider that it goes to
   * @param force whether it may look like another provider's
   * @param verb what is done with it, for people
   */
  static Fields requireKey(Fields fields, String endpoint, String key, boolean force, String verb) {
    var doubt = ProviderKeyForm.doubt(endpoint, key);
    return fields
        .require("key", !key.isEmpty(), "is empty")
        .require(
            "key",
            ProviderKeyForm.fits(key),
            "must have 1 to "
                + ProviderKeyForm.CHARACTERS_MAX
                + " printable ASCII characters, without spaces and line ends")
        .require(
            "key",
            force || doubt == null,
            doubt + ": check where it was copied from, or " + verb + " it with force");
  }
}
