package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.admin.v1.UserKey;
import dev.tollgate.proto.rest.v1.CloseUserKeyRequest;
import dev.tollgate.proto.rest.v1.CreateUserKeyRequest;
import dev.tollgate.proto.rest.v1.ListUserKeysRequest;
import dev.tollgate.proto.rest.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.rest.v1.RotateUserKeyRequest;
import dev.tollgate.proto.rest.v1.UpdateUserKeyRequest;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Users' keys as REST. */
final class RestUserKeys {
  private static final String[] SHOWN = {
    "key_id",
    "key_name",
    "key_prefix",
    "permissions",
    "created_at",
    "last_used",
    "expires_at",
    "is_active",
    "status"
  };

  private final UserKeyAdmin keys;
  private final RestKeyChanges changes;

  RestUserKeys(UserKeyAdmin keys, RestKeyChanges changes) {
    this.keys = keys;
    this.changes = changes;
  }

  HttpBody create(Caller caller, CreateUserKeyRequest request) {
    var body = RestBody.of(request.getBody());
    var wanted =
        dev.tollgate.proto.admin.v1.CreateUserKeyRequest.newBuilder()
            .setUserId(request.getUserId())
            .setName(body.text("name"))
            .setExpiresInDays(body.integer("expires_in_days"))
            .addAllPermissions(body.texts("permissions"))
            .setOrganization(body.text("organization"))
            .setRestrictions(RestRestrictions.read(body));
    body.check();
    var created = keys.create(caller, wanted.build());
    var key = created.getKey();
    return RestKeyAnswers.created(
        created.getApiKey(), key.getKeyId(), key.getKeyPrefix(), RestJson.text(key.getExpiresAt()));
  }

  HttpBody list(Caller caller, ListUserKeysRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.ListUserKeysRequest.newBuilder()
            .setUserId(request.getUserId())
            .setPageSize(request.getPageSize())
            .setPageToken(request.getPageToken());
    var page = keys.list(caller, wanted.build());
    var shown = page.getKeysList().stream().map(RestUserKeys::shown).toList();
    return RestKeyAnswers.list("api_keys", shown, page.getTotal(), page.getNextPageToken());
  }

  HttpBody revoke(Caller caller, RevokeUserKeyRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.RevokeUserKeyRequest.newBuilder()
            .setUserId(request.getUserId())
            .setKeyId(request.getKeyId())
            .setReason(request.getReason());
    return RestKeyAnswers.revoked(keys.revoke(caller, wanted.build()).getKey());
  }

  HttpBody rotate(Caller caller, RotateUserKeyRequest request) {
    return changes.rotate(caller, request.getKeyId(), of(request.getUserId()), request.getBody());
  }

  HttpBody close(Caller caller, CloseUserKeyRequest request) {
    return changes.close(caller, request.getKeyId(), of(request.getUserId()), request.getBody());
  }

  HttpBody update(Caller caller, UpdateUserKeyRequest request) {
    var key =
        changes.update(caller, request.getKeyId(), of(request.getUserId()), request.getBody());
    return RestJson.body(shown(key.getUserKey()));
  }

  private static Predicate<StoredKey> of(String userId) {
    return key -> userId.equals(key.userId());
  }

  private static Map<String, @Nullable Object> shown(UserKey key) {
    return RestRestrictions.show(RestJson.of(key, SHOWN), key.getRestrictions());
  }
}
