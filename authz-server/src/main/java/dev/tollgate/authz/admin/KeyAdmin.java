package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import dev.tollgate.proto.admin.v1.CloseKeyResponse;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.RotateKeyResponse;
import dev.tollgate.proto.admin.v1.UpdateKeyRequest;
import dev.tollgate.proto.admin.v1.UpdateKeyResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is done to keys of every family alike: restricting and rotating them. */
final class KeyAdmin {
  private static final Duration OVERLAP_DEFAULT = Duration.ofDays(7);
  private static final Duration OVERLAP_MAX = Duration.ofDays(30);

  /** Of a user's key that never expires, as only imported ones do. */
  private static final Duration USERS_LIFETIME = Duration.ofDays(90);

  private final JdbcKeyChanges keys;
  private final KeyForge forge;
  private final KeyHashes hashes;
  private final InstantSource clock;
  private final SecureRandom random;

  KeyAdmin(
      JdbcKeyChanges keys,
      KeyForge forge,
      KeyHashes hashes,
      InstantSource clock,
      SecureRandom random) {
    this.keys = keys;
    this.forge = forge;
    this.hashes = hashes;
    this.clock = clock;
    this.random = random;
  }

  UpdateKeyResponse update(Caller caller, UpdateKeyRequest request) {
    var wanted = StoredRestrictions.of(request.getRestrictions());
    var members = request.getUpdateMask().getPathsList();
    var fields = new Fields();
    wanted.check(fields);
    fields
        .keyId(request.getKeyId())
        .require(
            "update_mask",
            !members.isEmpty() && StoredRestrictions.MEMBERS.containsAll(members),
            "must name some of " + String.join(", ", StoredRestrictions.MEMBERS))
        .check();
    requireMayGive(caller, find(caller, request.getKeyId()));
    var now = clock.instant();
    var updated =
        keys.restrict(caller, request.getKeyId(), key -> restricted(key, members, wanted), now)
            .orElseThrow(() -> Issuing.noKey(request.getKeyId()));
    return UpdateKeyResponse.newBuilder().setKey(KeyProtos.of(updated, now)).build();
  }

  /** A service's key from another system may be one that can be guessed. */
  private static StoredRestrictions restricted(
      StoredKey key, List<String> members, StoredRestrictions wanted) {
    var before = key.restrictions();
    var after = before.with(members, wanted);
    new Fields()
        .require(
            StoredRestrictions.NETWORKS,
            !key.imported()
                || !key.family().equals("service")
                || before.networks() == null
                || after.networks() != null,
            "must hold networks: this service's key was imported, and may be one that can be"
                + " guessed. Rotate it to be free of them")
        .check();
    return after;
  }

  RotateKeyResponse rotate(Caller caller, RotateKeyRequest request) {
    var overlap = request.hasOverlap() ? seconds(request) : OVERLAP_DEFAULT;
    new Fields()
        .keyId(request.getKeyId())
        .require(
            "overlap",
            !overlap.isNegative() && overlap.compareTo(OVERLAP_MAX) <= 0,
            "must be from 0 to 30 days, or absent for 7 days")
        .check();
    var old = find(caller, request.getKeyId());
    requireMayGive(caller, old);
    var form = form(old);
    var issued = forge.issue(form, random);
    var hash = hashes.of(form, issued.key());
    var now = clock.instant();
    var rotation =
        keys.rotate(
            caller,
            old.keyId(),
            current -> successor(caller, current, issued, hash, now),
            now.plus(overlap),
            now);
    return switch (rotation) {
      case Rotation.Rotated(var replaced, var key) ->
          RotateKeyResponse.newBuilder()
              .setApiKey(issued.key())
              .setKey(KeyProtos.of(key, now))
              .setReplaced(KeyProtos.of(replaced, now))
              .build();
      case Rotation.NoSuchKey() -> throw Issuing.noKey(request.getKeyId());
      case Rotation.NotActive(var status) ->
          throw GrpcErrors.failedPrecondition(
              "the key " + old.keyId() + " is " + status + ": create a new one");
      case Rotation.AlreadyReplaced(var by) ->
          throw GrpcErrors.failedPrecondition(
              "the key " + old.keyId() + " has been rotated: " + by + " takes over");
      case Rotation.Overlapping(var predecessor) ->
          throw GrpcErrors.failedPrecondition(
              "the key "
                  + predecessor
                  + ", which this one replaced, still works: close it before you rotate again");
    };
  }

  private static Duration seconds(RotateKeyRequest request) {
    return Duration.ofSeconds(request.getOverlap().getSeconds(), request.getOverlap().getNanos());
  }

  /** Like the old key, and valid for as long as that one was when it was made. */
  private NewKey successor(
      Caller caller, StoredKey old, KeyForge.Issued issued, String hash, Instant now) {
    return new NewKey(
        caller,
        Issuing.id("key_", random),
        issued,
        hash,
        old.family(),
        old.environment(),
        old.name(),
        old.description(),
        old.permissions(),
        old.restrictions(),
        now,
        expiry(old, now));
  }

  private static @Nullable Instant expiry(StoredKey old, Instant now) {
    var expires = old.expiresAt();
    if (expires != null) {
      return now.plus(Duration.between(old.createdAt(), expires));
    }
    return old.userId() == null ? null : now.plus(USERS_LIFETIME);
  }

  private static KeyForm form(StoredKey key) {
    if (key.userId() != null) {
      return KeyForm.USER;
    }
    if (key.family().equals("service")) {
      return KeyForm.service(key.organizationSlug());
    }
    return "test".equals(key.environment()) ? KeyForm.TEST : KeyForm.LIVE;
  }

  CloseKeyResponse close(Caller caller, CloseKeyRequest request) {
    new Fields().keyId(request.getKeyId()).check();
    caller.requireMayEnd(find(caller, request.getKeyId()));
    var now = clock.instant();
    var key =
        keys.close(caller, request.getKeyId(), now)
            .orElseThrow(() -> Issuing.noKey(request.getKeyId()));
    if (key.replaced() == null) {
      throw GrpcErrors.failedPrecondition(
          "the key " + key.keyId() + " has not been rotated: revoke it to end it");
    }
    return CloseKeyResponse.newBuilder().setKey(KeyProtos.of(key, now)).build();
  }

  /** Throws NOT_FOUND unless there is such a key which the caller sees, and it is the one meant. */
  void require(Caller caller, String keyId, Predicate<StoredKey> meant) {
    new Fields().keyId(keyId).check();
    if (!meant.test(find(caller, keyId))) {
      throw Issuing.noKey(keyId);
    }
  }

  private StoredKey find(Caller caller, String keyId) {
    return keys.find(caller, keyId).orElseThrow(() -> Issuing.noKey(keyId));
  }

  /** Who gets the successor of a key, or frees it of a restriction, could do what the key can. */
  private static void requireMayGive(Caller caller, StoredKey key) {
    var lacking =
        key.permissions().stream()
            .filter(permission -> !Permissions.cover(caller.permissions(), permission))
            .toList();
    if (!lacking.isEmpty()) {
      throw GrpcErrors.permissionDenied(
          "the key " + key.keyId() + " has " + String.join(", ", lacking) + ": your own lacks it");
    }
  }
}
