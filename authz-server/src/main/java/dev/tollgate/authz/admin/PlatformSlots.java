package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ProviderKeyForm;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Where imported keys of the platform belong. */
final class PlatformSlots {
  private final JdbcProviderKeys keys;
  private final ProviderKeySettings settings;
  private final InstantSource clock;
  private final SecureRandom random;

  PlatformSlots(
      JdbcProviderKeys keys,
      ProviderKeySettings settings,
      InstantSource clock,
      SecureRandom random) {
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  ImportSlot of(Caller caller, ImportedProviderKey key) {
    return new Slot(caller, key);
  }

  private final class Slot implements ImportSlot {
    private final Caller caller;
    private final ImportedProviderKey key;

    Slot(Caller caller, ImportedProviderKey key) {
      this.caller = caller;
      this.key = key;
    }

    @Override
    public String name() {
      return "platform " + key.getProvider();
    }

    @Override
    public Map<String, String> problems() {
      return ProviderKeyFields.of(
              settings.configured().names(), key.getProvider(), key.getKey(), key.getForce())
          .require("provider", settings.source().stored(), Sealers.notStored(settings))
          .problems();
    }

    @Override
    public Optional<Stored> stored() {
      return keys.find(key.getProvider())
          .map(row -> new Stored(row.key().id(), row.key().sealed(), row.key().place()));
    }

    @Override
    public Optional<String> put(Secret secret) {
      var provider = key.getProvider();
      var id = Issuing.id("pkey_", random);
      var sealed = Sealers.ofPlatform(settings).seal(secret, StoredKey.place(provider, id));
      var stored = new StoredKey(provider, id, sealed);
      return keys.add(caller, stored, ProviderKeyForm.masked(secret), clock.instant())
          ? Optional.of(id)
          : Optional.empty();
    }
  }
}
