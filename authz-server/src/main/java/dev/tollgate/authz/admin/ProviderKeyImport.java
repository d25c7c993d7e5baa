package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ProviderKeyForm;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportProviderKeysResponse;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The platform's keys at the providers as another system had them. */
final class ProviderKeyImport {
  private static final int KEYS_MAX = 100;

  private final JdbcProviderKeys keys;
  private final ProviderKeySettings settings;
  private final InstantSource clock;
  private final SecureRandom random;

  ProviderKeyImport(
      JdbcProviderKeys keys,
      ProviderKeySettings settings,
      InstantSource clock,
      SecureRandom random) {
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  ImportProviderKeysResponse run(Caller caller, ImportProviderKeysRequest request) {
    caller.requirePlatform();
    new Fields().range("keys", request.getKeysCount(), 0, KEYS_MAX, " in one call").check();
    var sealer = settings.sealer();
    if (sealer == null || !settings.source().stored()) {
      throw GrpcErrors.failedPrecondition(
          "stored keys do not count here: configure encryption.keys, and database or hybrid as"
              + " provider_keys.source");
    }
    var earlier = new HashMap<String, Secret>(); // of this call, in a dry run
    var response = ImportProviderKeysResponse.newBuilder();
    for (var key : request.getKeysList()) {
      var outcome = take(caller, key, sealer, request.getDryRun(), earlier);
      response.addOutcomes(ImportAdmin.toProto(outcome));
    }
    return response.build();
  }

  private RowOutcome take(
      Caller caller,
      ImportedProviderKey key,
      Sealer sealer,
      boolean dryRun,
      Map<String, Secret> earlier) {
    var provider = key.getProvider();
    var problems =
        ProviderKeyFields.of(settings.configured().names(), provider, key.getKey(), key.getForce())
            .problems();
    if (!problems.isEmpty()) {
      return new RowOutcome.Refused(problems);
    }
    var secret = Secret.of(key.getKey());
    var there = there(provider, sealer, secret);
    if (there != null) {
      return there;
    }
    if (dryRun) {
      var before = earlier.putIfAbsent(provider, secret);
      return before == null ? new RowOutcome.Imported("") : beside(before.equals(secret), "");
    }
    var id = Issuing.id("pkey_", random);
    var sealed = sealer.seal(secret, StoredKey.place(provider, id));
    var stored = new StoredKey(provider, id, sealed);
    return keys.add(caller, stored, ProviderKeyForm.masked(secret), clock.instant())
        ? new RowOutcome.Imported(id)
        : RowOutcome.Refused.of("provider", "was given a key at this very moment: try again");
  }

  /** What becomes of a key whose provider has one; null if it has none. */
  private @Nullable RowOutcome there(String provider, Sealer sealer, Secret secret) {
    var row = keys.find(provider);
    if (row.isEmpty()) {
      return null;
    }
    var stored = row.get().key();
    try {
      return beside(sealer.open(stored.sealed(), stored.place()).equals(secret), stored.id());
    } catch (UnreadableException e) {
      return RowOutcome.Refused.of(
          "provider", "has a key here that cannot be read: " + e.getMessage());
    }
  }

  private static RowOutcome beside(boolean same, String id) {
    return same
        ? new RowOutcome.Unchanged(id)
        : RowOutcome.Refused.of(
            "provider", "has another key here, which stays: set this one by hand if it must be");
  }
}
