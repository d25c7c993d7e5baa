package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportProviderKeysResponse;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keys at the providers as another system had them: the platform's, and those that users and
 * organizations brought along. What is stored here already stays.
 */
final class ProviderKeyImport {
  private static final int KEYS_MAX = 100;

  private final PlatformSlots platform;
  private final OwnSlots own;
  private final JdbcByokOwners owners;
  private final ProviderKeySettings settings;

  ProviderKeyImport(
      DataSource database, ProviderKeySettings settings, InstantSource clock, SecureRandom random) {
    this.platform = new PlatformSlots(new JdbcProviderKeys(database), settings, clock, random);
    this.own = new OwnSlots(new JdbcByok(database), settings, clock, random);
    this.owners = new JdbcByokOwners(database);
    this.settings = settings;
  }

  ImportProviderKeysResponse run(Caller caller, ImportProviderKeysRequest request) {
    caller.requirePlatform();
    var fields = new Fields().range("keys", request.getKeysCount(), 0, KEYS_MAX, " in one call");
    if (request.getKeysList().stream().anyMatch(ImportedProviderKey::hasOwn)) {
      fields.name("source", request.getSource());
    }
    fields.check();
    var run = new Run(caller, Sealers.any(settings), request.getDryRun());
    var found = new ImportedKeyOwners(owners, request);
    var response = ImportProviderKeysResponse.newBuilder();
    for (var key : request.getKeysList()) {
      response.addOutcomes(ImportAdmin.toProto(run.take(key, found)));
    }
    return response.build();
  }

  /** One call. */
  private final class Run {
    private final Caller caller;
    private final Sealer sealer;
    private final boolean dry;

    /** What a dry run would have stored, by slot. */
    private final Map<String, Secret> wouldBe = new HashMap<>();

    Run(Caller caller, Sealer sealer, boolean dry) {
      this.caller = caller;
      this.sealer = sealer;
      this.dry = dry;
    }

    RowOutcome take(ImportedProviderKey key, ImportedKeyOwners found) {
      if (!key.hasOwn()) {
        return take(key, platform.of(caller, key));
      }
      var problems = ImportChecks.owner(key.getOwn()).problems();
      if (!problems.isEmpty()) {
        return new RowOutcome.Refused(problems);
      }
      var owner = found.find(key.getOwn());
      return owner.isEmpty()
          ? found.nobodys(key.getOwn())
          : take(key, own.of(caller, key, owner.get()));
    }

    private RowOutcome take(ImportedProviderKey key, ImportSlot slot) {
      var problems = slot.problems();
      if (!problems.isEmpty()) {
        return new RowOutcome.Refused(problems);
      }
      var secret = Secret.of(key.getKey());
      return slot.stored()
          .map(stored -> beside(stored, secret))
          .orElseGet(() -> dry ? wouldPut(slot, secret) : put(slot, secret));
    }

    private RowOutcome beside(ImportSlot.Stored stored, Secret secret) {
      try {
        return beside(sealer.open(stored.sealed(), stored.place()).equals(secret), stored.id());
      } catch (UnreadableException e) {
        return RowOutcome.Refused.of(
            "provider", "has a key here that cannot be read: " + e.getMessage());
      }
    }

    private RowOutcome beside(boolean same, String id) {
      return same
          ? new RowOutcome.Unchanged(id)
          : RowOutcome.Refused.of(
              "provider", "has another key here, which stays: set this one by hand if it must be");
    }

    private RowOutcome wouldPut(ImportSlot slot, Secret secret) {
      var before = Optional.ofNullable(wouldBe.putIfAbsent(slot.name(), secret));
      return before
          .map(earlier -> beside(earlier.equals(secret), ""))
          .orElseGet(() -> new RowOutcome.Imported(""));
    }

    private RowOutcome put(ImportSlot slot, Secret secret) {
      return slot.put(secret)
          .<RowOutcome>map(RowOutcome.Imported::new)
          .orElseGet(() ->
              RowOutcome.Refused.of("provider", "was given a key at this very moment: try again"));
    }
  }
}
