package dev.tollgate.authz.admin;

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

  /** One key-encryption key that is missing may be that of all secrets. */
  private static final int NAMED_MAX = 1_000;

  private final JdbcSealedKeys sealed;
  private final @Nullable Sealer sealer;
  private final InstantSource clock;

  EncryptionAdmin(JdbcSealedKeys sealed, @Nullable Sealer sealer, InstantSource clock) {
    this.sealed = sealed;
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
    addUnreadable(answer, own);
    return answer.build();
  }

  private void addUnreadable(GetEncryptionResponse.Builder answer, Sealer own) {
    var page = sealed.page("", BATCH_MAX);
    while (!page.isEmpty()) {
      for (var secret : page) {
        var problem = problem(own, secret);
        if (problem != null && answer.getUnreadableCount() < NAMED_MAX) {
          answer.addUnreadable(problem);
        }
      }
      page = page.size() < BATCH_MAX ? List.of() : sealed.page(page.getLast().cursor(), BATCH_MAX);
    }
  }

  private static @Nullable String problem(Sealer sealer, SealedSecret key) {
    try {
      var _ = sealer.open(key.sealed(), key.place());
      return null;
    } catch (UnreadableException e) {
      return named(key, e);
    }
  }

  private static String named(SealedSecret key, UnreadableException why) {
    return key.name() + ": " + why.getMessage();
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
        .setNextPageToken(seen.size() < limit ? "" : seen.getLast().cursor())
        .build();
  }

  private static @Nullable Sealed anew(Sealer sealer, SealedSecret key, List<String> unreadable) {
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
