package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.apikey.HashOfRecord;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyResponse;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysResponse;
import dev.tollgate.proto.admin.v1.Organization;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Keys of organizations, and of the services among them. */
final class OrganizationKeyAdmin {
  private static final int DAYS_MAX = 3_650;
  private static final String ORGANIZATION = "organization";
  private static final String SERVICE = "service";
  private static final String LIVE = "live";
  private static final List<String> ENVIRONMENTS = List.of(LIVE, "test");

  private final JdbcOrganizations organizations;
  private final JdbcOrganizationKeys keys;
  private final KeyForge forge;
  private final InstantSource clock;
  private final SecureRandom random;

  OrganizationKeyAdmin(
      JdbcOrganizations organizations,
      JdbcOrganizationKeys keys,
      KeyForge forge,
      InstantSource clock,
      SecureRandom random) {
    this.organizations = organizations;
    this.keys = keys;
    this.forge = forge;
    this.clock = clock;
    this.random = random;
  }

  CreateOrganizationKeyResponse create(Caller caller, CreateOrganizationKeyRequest request) {
    check(caller, request);
    var organization =
        organizations
            .find(request.getOrganization())
            .filter(found -> caller.sees(found.getId()))
            .orElseThrow(Issuing::noOrganization);
    if (!organization.getStatus().equals("active")) {
      throw GrpcErrors.failedPrecondition(
          "the organization " + organization.getSlug() + " is " + organization.getStatus());
    }
    checkFamily(request, family(organization));
    var issued = forge.issue(form(organization, request.getEnvironment()), random);
    var key = newKey(caller, request, organization, issued);
    keys.create(key, organization.getId())
        .ifPresent(limit -> {
          throw Issuing.tooMany(
              "the organization " + organization.getSlug(), limit, organization.getPlan());
        });
    return CreateOrganizationKeyResponse.newBuilder()
        .setApiKey(issued.key())
        .setKey(
            KeyProtos.organizationKey(
                keys.find(caller, key.keyId()).orElseThrow(), key.createdAt()))
        .build();
  }

  private static void checkFamily(CreateOrganizationKeyRequest request, String family) {
    new Fields()
        .require(
            "family",
            request.getFamily().isEmpty() || request.getFamily().equals(family),
            "must be " + family + ", as the organization " + request.getOrganization() + " is one")
        .require(
            "environment",
            request.getEnvironment().isEmpty() || family.equals(ORGANIZATION),
            "must be empty: a service's key has none")
        .onBehalf(family.equals(SERVICE), request.getPermissionsList())
        .check();
  }

  private static String family(Organization organization) {
    return organization.getIsServiceAccount() ? SERVICE : ORGANIZATION;
  }

  private static void check(Caller caller, CreateOrganizationKeyRequest request) {
    var fields = new Fields();
    StoredRestrictions.of(request.getRestrictions()).check(fields);
    fields
        .slug("organization", request.getOrganization())
        .text("name", request.getName(), 100)
        .optionalText("description", request.getDescription(), 1_000)
        .require(
            "environment",
            request.getEnvironment().isEmpty() || ENVIRONMENTS.contains(request.getEnvironment()),
            "must be live or test; a service's key has none")
        .permissions(caller, Issuing.permissions(request.getPermissionsList()))
        .range(
            "expires_in_days",
            request.getExpiresInDays() == 0 ? 1 : request.getExpiresInDays(),
            1,
            DAYS_MAX,
            ", or 0 for a key that never expires")
        .check();
  }

  private static KeyForm form(Organization organization, String environment) {
    if (organization.getIsServiceAccount()) {
      return KeyForm.service(organization.getSlug());
    }
    return environment.equals("test") ? KeyForm.TEST : KeyForm.LIVE;
  }

  private NewKey newKey(
      Caller caller,
      CreateOrganizationKeyRequest request,
      Organization organization,
      KeyForge.Issued issued) {
    boolean service = organization.getIsServiceAccount();
    var now = clock.instant();
    int days = request.getExpiresInDays();
    return new NewKey(
        caller,
        Issuing.id("key_", random),
        issued,
        HashOfRecord.sha256(issued.key()),
        family(organization),
        service ? null : request.getEnvironment().isEmpty() ? LIVE : request.getEnvironment(),
        request.getName(),
        request.getDescription(),
        Issuing.permissions(request.getPermissionsList()),
        StoredRestrictions.of(request.getRestrictions()),
        now,
        days == 0 ? null : now.plus(Duration.ofDays(days)));
  }

  ListOrganizationKeysResponse list(Caller caller, ListOrganizationKeysRequest request) {
    var now = clock.instant();
    new Fields()
        .optionalText("organization", request.getOrganization(), 63)
        .keyPage(request.getPageSize(), request.getPageToken())
        .check();
    Fields.checkPageToken(request.getPageToken(), token -> keys.find(caller, token).isPresent());
    var page =
        Page.read(
            request.getPageSize(),
            limit -> keys.list(caller, request.getOrganization(), request.getPageToken(), limit));
    var response = ListOrganizationKeysResponse.newBuilder();
    page.items().forEach(key -> response.addKeys(KeyProtos.organizationKey(key, now)));
    response.setTotal(keys.count(caller, request.getOrganization()));
    return response.setNextPageToken(page.nextToken(StoredKey::keyId)).build();
  }

  RevokeOrganizationKeyResponse revoke(Caller caller, RevokeOrganizationKeyRequest request) {
    new Fields()
        .keyId(request.getKeyId())
        .optionalText("reason", request.getReason(), 255)
        .optionalText("organization", request.getOrganization(), 63)
        .check();
    var slug = request.getOrganization();
    caller.requireMayEnd(
        keys.find(caller, request.getKeyId())
            .filter(key -> slug.isEmpty() || slug.equals(key.organizationSlug()))
            .orElseThrow(() -> Issuing.noKey(request.getKeyId())));
    var now = clock.instant();
    var key =
        keys.revoke(caller, request.getKeyId(), request.getReason(), now)
            .orElseThrow(() -> Issuing.noKey(request.getKeyId()));
    return RevokeOrganizationKeyResponse.newBuilder()
        .setKey(KeyProtos.organizationKey(key, now))
        .build();
  }
}
