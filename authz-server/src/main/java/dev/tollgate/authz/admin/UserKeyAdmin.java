package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysResponse;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Keys of users. */
final class UserKeyAdmin {
  private static final int DAYS_DEFAULT = 90;

  private final JdbcUserKeys keys;
  private final KeyForge forge;
  private final InstantSource clock;
  private final SecureRandom random;
  private final KeyHashes hashes;

  UserKeyAdmin(
      JdbcUserKeys keys,
      KeyForge forge,
      InstantSource clock,
      SecureRandom random,
      KeyHashes hashes) {
    this.keys = keys;
    this.forge = forge;
    this.clock = clock;
    this.random = random;
    this.hashes = hashes;
  }

  CreateUserKeyResponse create(Caller caller, CreateUserKeyRequest request) {
    int days = request.getExpiresInDays() == 0 ? DAYS_DEFAULT : request.getExpiresInDays();
    checkNew(caller, request, days);
    var issued = forge.issue(KeyForm.USER, random);
    var now = clock.instant();
    var outcome =
        keys.create(
            new NewKey(
                caller,
                Issuing.id("key_", random),
                issued,
                hashes.of(KeyForm.USER, issued.key()),
                "user",
                null,
                request.getName(),
                "",
                Issuing.permissions(request.getPermissionsList()),
                StoredRestrictions.of(request.getRestrictions()),
                now,
                now.plus(Duration.ofDays(days))),
            request.getUserId(),
            request.getOrganization());
    return switch (outcome) {
      case NewKey.Outcome.Created(var key) ->
          CreateUserKeyResponse.newBuilder()
              .setApiKey(issued.key())
              .setKey(KeyProtos.userKey(key, now))
              .build();
      case NewKey.Outcome.NoSuchOrganization() -> throw Issuing.noOrganization();
      case NewKey.Outcome.OtherOrganization(var slug) ->
          throw caller.organizationId() == null
              ? Fields.of("organization", "the user belongs to " + slug + ": name that, or none")
              : Fields.of("user_id", "belongs to another organization"); // which one is not said
      case NewKey.Outcome.TooMany(int limit, var plan) ->
          throw Issuing.tooMany("the user " + request.getUserId(), limit, plan);
    };
  }

  private static void checkNew(Caller caller, CreateUserKeyRequest request, int days) {
    var fields = new Fields();
    StoredRestrictions.of(request.getRestrictions()).check(fields);
    fields
        .text("user_id", request.getUserId(), 255)
        .text("name", request.getName(), 100)
        .optionalText("organization", request.getOrganization(), 63)
        .range("expires_in_days", days, 1, 365, ", or 0 for " + DAYS_DEFAULT)
        .permissions(caller, Issuing.permissions(request.getPermissionsList()))
        .onBehalf(false, request.getPermissionsList())
        .check();
  }

  ListUserKeysResponse list(Caller caller, ListUserKeysRequest request) {
    new Fields()
        .optionalText("user_id", request.getUserId(), 255)
        .keyPage(request.getPageSize(), request.getPageToken())
        .check();
    Fields.checkPageToken(request.getPageToken(), token -> keys.find(caller, token).isPresent());
    var page =
        Page.read(
            request.getPageSize(),
            limit -> keys.list(caller, request.getUserId(), request.getPageToken(), limit));
    var response = ListUserKeysResponse.newBuilder();
    var now = clock.instant();
    page.items().forEach(key -> response.addKeys(KeyProtos.userKey(key, now)));
    response.setTotal(keys.count(caller, request.getUserId()));
    return response.setNextPageToken(page.nextToken(StoredKey::keyId)).build();
  }

  RevokeUserKeyResponse revoke(Caller caller, RevokeUserKeyRequest request) {
    new Fields()
        .keyId(request.getKeyId())
        .optionalText("reason", request.getReason(), 255)
        .optionalText("user_id", request.getUserId(), 255)
        .check();
    var user = request.getUserId();
    caller.requireMayEnd(
        keys.find(caller, request.getKeyId())
            .filter(key -> user.isEmpty() || user.equals(key.userId()))
            .orElseThrow(() -> Issuing.noKey(request.getKeyId())));
    var now = clock.instant();
    var key =
        keys.revoke(caller, request.getKeyId(), request.getReason(), now)
            .orElseThrow(() -> Issuing.noKey(request.getKeyId()));
    return RevokeUserKeyResponse.newBuilder().setKey(KeyProtos.userKey(key, now)).build();
  }
}
