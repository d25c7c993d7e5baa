package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.authz.sealing.Sealed;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.EncryptionKey;
import dev.tollgate.proto.admin.v1.GetEncryptionResponse;
import dev.tollgate.proto.admin.v1.RewrapSecretsRequest;
import dev.tollgate.proto.admin.v1.RewrapSecretsResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What secrets in the database are encrypted with, and how they come to be with another key. */
final class EncryptionAdmin {
  private static final int BATCH_DEFAULT = 100;
  private static final int BATCH_MAX = 1_000;

  private final JdbcSealedKeys sealed;
  private final JdbcProviderKeys keys;
  private final @Nullable Sealer sealer;
  private final InstantSource clock;

  EncryptionAdmin(
      JdbcSealedKeys sealed, JdbcProviderKeys keys, @Nullable Sealer sealer, InstantSource clock) {
    this.sealed = sealed;
    this.keys = keys;
    this.sealer = sealer;
    this.clock = clock;
  }

  GetEncryptionResponse get(Caller caller) {
    caller.requirePlatform();
    var own = sealer();
    var counts = sealed.count();
    var ids = new LinkedHashSet<String>();
    ids.add(own.primary());
    ids.addAll(new TreeSet<>(own.keys()));
    ids.addAll(new TreeSet<>(counts.keySet()));
    var answer = GetEncryptionResponse.newBuilder();
    for (var id : ids) {
      answer.addKeys(
          EncryptionKey.newBuilder()
              .setId(id)
              .setPrimary(id.equals(own.primary()))
              .setPresent(own.keys().contains(id))
              .setSecrets(counts.getOrDefault(id, 0L)));
    }
    for (var row : keys.list()) {
      var problem = problem(own, row.key());
      if (problem != null) {
        answer.addUnreadable(problem);
      }
    }
    return answer.build();
  }

  private static @Nullable String problem(Sealer sealer, StoredKey key) {
    try {
      var _ = sealer.open(key.sealed(), key.place());
      return null;
    } catch (UnreadableException e) {
      return named(key, e);
    }
  }

  private static String named(StoredKey key, UnreadableException why) {
    return "the key of " + key.provider() + ": " + why.getMessage();
  }

  RewrapSecretsResponse rewrap(Caller caller, RewrapSecretsRequest request) {
    caller.requirePlatform();
    int size = request.getBatchSize();
    new Fields()
        .range("batch_size", size == 0 ? 1 : size, 1, BATCH_MAX, ", or 0 for " + BATCH_DEFAULT)
        .optionalText("page_token", request.getPageToken(), 64)
        .check();
    int limit = size == 0 ? BATCH_DEFAULT : size;
    var own = sealer();
    var unreadable = new ArrayList<String>();
    var seen =
        sealed.rewrap(
            caller,
            own.primary(),
            request.getPageToken(),
            limit,
            key -> anew(own, key, unreadable),
            clock.instant());
    long remaining =
        sealed.count().entrySet().stream()
            .filter(count -> !count.getKey().equals(own.primary()))
            .mapToLong(count -> count.getValue())
            .sum();
    return RewrapSecretsResponse.newBuilder()
        .setRewrapped(seen.size() - unreadable.size())
        .setRemaining(remaining)
        .addAllUnreadable(unreadable)
        .setNextPageToken(seen.size() < limit ? "" : seen.getLast().provider())
        .build();
  }

  private static @Nullable Sealed anew(Sealer sealer, StoredKey key, List<String> unreadable) {
    try {
      return sealer.seal(sealer.open(key.sealed(), key.place()), key.place());
    } catch (UnreadableException e) {
      unreadable.add(named(key, e));
      return null;
    }
  }

  private Sealer sealer() {
    if (sealer == null) {
      throw GrpcErrors.failedPrecondition(
          "this server has nothing to encrypt with: configure encryption.keys");
    }
    return sealer;
  }
}
