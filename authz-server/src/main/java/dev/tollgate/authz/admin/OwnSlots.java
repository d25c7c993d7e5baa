package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ByokKey;
import dev.tollgate.authz.providers.EndpointNames;
import dev.tollgate.authz.providers.ProviderKeyForm;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.AddByokKeyRequest;
import dev.tollgate.proto.admin.v1.ImportedOwnKey;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where imported keys belong that users and organizations brought along. */
final class OwnSlots {
  private final JdbcByok keys;
  private final ProviderKeySettings settings;
  private final InstantSource clock;
  private final SecureRandom random;

  OwnSlots(JdbcByok keys, ProviderKeySettings settings, InstantSource clock, SecureRandom random) {
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  ImportSlot of(Caller caller, ImportedProviderKey key, ByokOwner owner) {
    var own = key.getOwn();
    var endpoint = EndpointNames.of(settings, key.getProvider(), own.getEndpoint());
    var asked =
        AddByokKeyRequest.newBuilder()
            .setProvider(key.getProvider())
            .setKey(key.getKey())
            .setLabel(own.getLabel())
            .setEndpoint(Objects.requireNonNullElse(endpoint, own.getEndpoint()))
            .setForce(key.getForce())
            .build();
    return new Slot(caller, asked, own, owner);
  }

  private final class Slot implements ImportSlot {
    private final Caller caller;
    private final AddByokKeyRequest asked;
    private final ImportedOwnKey own;
    private final ByokOwner owner;

    Slot(Caller caller, AddByokKeyRequest asked, ImportedOwnKey own, ByokOwner owner) {
      this.caller = caller;
      this.asked = asked;
      this.own = own;
      this.owner = owner;
    }

    @Override
    public String name() {
      return owner.holder() + " " + asked.getProvider();
    }

    /** As when it is added by hand: a key that may not be used would be in the way of others. */
    @Override
    public Map<String, String> problems() {
      var policy = settings.byok();
      return ByokFields.of(settings, asked)
          .require(
              "subscription_tier",
              ByokFields.mayBring(policy, owner),
              ByokFields.tierProblem(policy, owner))
          .problems();
    }

    @Override
    public Optional<Stored> stored() {
      return keys.find(owner.holder(), asked.getProvider())
          .map(row -> new Stored(row.key().id(), row.key().sealed(), row.key().place()));
    }

    @Override
    public Optional<String> put(Secret secret) {
      var provider = asked.getProvider();
      var endpoint = ByokFields.endpoint(asked);
      var id = Issuing.id("byok_", random);
      var place = ByokKey.place(id, owner.holder(), provider, endpoint);
      var sealed = Sealers.any(settings).seal(secret, place);
      var now = clock.instant();
      var added = added(now);
      var row =
          new ByokRow(
              new ByokKey(id, owner.holder(), provider, endpoint, sealed),
              owner,
              asked.getLabel(),
              ProviderKeyForm.masked(secret),
              added,
              caller.actor(),
              added,
              caller.actor(),
              null,
              tested(added, now));
      return keys.add(caller, row, now) ? Optional.of(id) : Optional.empty();
    }

    private Instant added(Instant now) {
      var added = ImportChecks.instant(own.getAddedAt());
      boolean known = added.isAfter(Instant.EPOCH) && added.isBefore(now);
      return known ? added : now;
    }

    /** What was said before this key was added was said to another one. */
    private ByokRow.@Nullable Test tested(Instant added, Instant now) {
      var at = ImportChecks.instant(own.getTestedAt());
      if (!own.hasTestedAt() || at.isBefore(added) || at.isAfter(now)) {
        return null;
      }
      return switch (own.getTestStatus()) {
        case "valid" -> new ByokRow.Test("valid", 0, "", at);
        case "invalid" ->
            new ByokRow.Test("invalid", 0, "the provider refused it, the other system says", at);
        default -> null;
      };
    }
  }
}
