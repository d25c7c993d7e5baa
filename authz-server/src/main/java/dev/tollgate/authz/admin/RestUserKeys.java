package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.rest.v1.CreateUserKeyRequest;
import dev.tollgate.proto.rest.v1.ListUserKeysRequest;
import dev.tollgate.proto.rest.v1.RevokeUserKeyRequest;

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

  RestUserKeys(UserKeyAdmin keys) {
    this.keys = keys;
  }

  HttpBody create(Caller caller, CreateUserKeyRequest request) {
    var body = RestBody.of(request.getBody());
    var wanted =
        dev.tollgate.proto.admin.v1.CreateUserKeyRequest.newBuilder()
            .setUserId(request.getUserId())
            .setName(body.text("name"))
            .setExpiresInDays(body.integer("expires_in_days"))
            .addAllPermissions(body.texts("permissions"))
            .setOrganization(body.text("organization"));
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
    var shown = page.getKeysList().stream().map(key -> RestJson.of(key, SHOWN)).toList();
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
}
