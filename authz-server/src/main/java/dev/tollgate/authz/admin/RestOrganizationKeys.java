package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.rest.v1.CloseOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.rest.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.RotateOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.UpdateOrganizationKeyRequest;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Organizations' keys as REST. An organization is named by its id or its slug. */
final class RestOrganizationKeys {
  private static final String[] SHOWN = {
    "key_id",
    "name",
    "description",
    "prefix",
    "hint",
    "organization",
    "organization_id",
    "family",
    "environment",
    "permissions",
    "created_at",
    "last_used",
    "last_used_ip",
    "expires_at",
    "is_active",
    "status",
    "total_requests",
    "replaced_by",
    "overlap_ends_at"
  };

  private final OrganizationAdmin organizations;
  private final OrganizationKeyAdmin keys;
  private final RestKeyChanges changes;

  RestOrganizationKeys(
      OrganizationAdmin organizations, OrganizationKeyAdmin keys, RestKeyChanges changes) {
    this.organizations = organizations;
    this.keys = keys;
    this.changes = changes;
  }

  private String slug(Caller caller, String organization) {
    return organizations.find(caller, organization).getSlug();
  }

  HttpBody create(Caller caller, CreateOrganizationKeyRequest request) {
    var slug = slug(caller, request.getOrgId());
    var body = RestBody.of(request.getBody());
    var wanted =
        dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest.newBuilder()
            .setOrganization(slug)
            .setName(body.text("name"))
            .setDescription(body.text("description"))
            .setEnvironment(body.text("environment"))
            .addAllPermissions(body.texts("permissions"))
            .setExpiresInDays(body.integer("expires_in_days"))
            .setRestrictions(RestRestrictions.read(body));
    body.check();
    var created = keys.create(caller, wanted.build());
    var key = created.getKey();
    return RestKeyAnswers.created(
        created.getApiKey(),
        key.getKeyId(),
        key.getPrefix(),
        key.hasExpiresAt() ? RestJson.text(key.getExpiresAt()) : null);
  }

  HttpBody list(Caller caller, ListOrganizationKeysRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest.newBuilder()
            .setOrganization(slug(caller, request.getOrgId()))
            .setPageSize(request.getPageSize())
            .setPageToken(request.getPageToken());
    var page = keys.list(caller, wanted.build());
    var shown = page.getKeysList().stream().map(RestOrganizationKeys::shown).toList();
    return RestKeyAnswers.list("api_keys", shown, page.getTotal(), page.getNextPageToken());
  }

  HttpBody revoke(Caller caller, RevokeOrganizationKeyRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest.newBuilder()
            .setOrganization(slug(caller, request.getOrgId()))
            .setKeyId(request.getKeyId())
            .setReason(request.getReason());
    return RestKeyAnswers.revoked(keys.revoke(caller, wanted.build()).getKey());
  }

  HttpBody rotate(Caller caller, RotateOrganizationKeyRequest request) {
    return changes.rotate(
        caller, request.getKeyId(), of(caller, request.getOrgId()), request.getBody());
  }

  HttpBody close(Caller caller, CloseOrganizationKeyRequest request) {
    return changes.close(
        caller, request.getKeyId(), of(caller, request.getOrgId()), request.getBody());
  }

  HttpBody update(Caller caller, UpdateOrganizationKeyRequest request) {
    var key =
        changes.update(
            caller, request.getKeyId(), of(caller, request.getOrgId()), request.getBody());
    return RestJson.body(shown(key.getOrganizationKey()));
  }

  private Predicate<StoredKey> of(Caller caller, String organization) {
    var slug = slug(caller, organization);
    return key -> key.userId() == null && slug.equals(key.organizationSlug());
  }

  private static Map<String, @Nullable Object> shown(OrganizationKey key) {
    return RestRestrictions.show(RestJson.of(key, SHOWN), key.getRestrictions());
  }
}
