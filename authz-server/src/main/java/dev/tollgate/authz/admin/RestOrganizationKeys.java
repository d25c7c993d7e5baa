package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.rest.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.rest.v1.RevokeOrganizationKeyRequest;

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

  RestOrganizationKeys(OrganizationAdmin organizations, OrganizationKeyAdmin keys) {
    this.organizations = organizations;
    this.keys = keys;
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
            .setExpiresInDays(body.integer("expires_in_days"));
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
    var shown = page.getKeysList().stream().map(key -> RestJson.of(key, SHOWN)).toList();
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
}
