package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationResponse;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.CreateUserResponse;
import dev.tollgate.proto.admin.v1.ListOrganizationsRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationsResponse;
import dev.tollgate.proto.admin.v1.Organization;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusResponse;
import dev.tollgate.proto.admin.v1.UpdateOrganizationRequest;
import dev.tollgate.proto.admin.v1.UpdateOrganizationResponse;
import io.grpc.StatusRuntimeException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** Organizations and their users. */
final class OrganizationAdmin {
  private static final String PLAN_DEFAULT = "free";
  private static final String MANAGED = "managed";
  private static final String BOOK_DEFAULT = "default";
  private static final List<String> WALLETS = List.of("user", "organization");

  private final JdbcOrganizations organizations;
  private final JdbcPlans plans;
  private final InstantSource clock;
  private final SecureRandom random;

  OrganizationAdmin(
      JdbcOrganizations organizations, JdbcPlans plans, InstantSource clock, SecureRandom random) {
    this.organizations = organizations;
    this.plans = plans;
    this.clock = clock;
    this.random = random;
  }

  CreateOrganizationResponse create(Caller caller, CreateOrganizationRequest request) {
    caller.requirePlatform();
    var organization = withDefaults(request);
    check(organization);
    if (!organizations.create(caller, organization, clock.instant())) {
      throw GrpcErrors.alreadyExists("there is an organization " + request.getSlug() + " already");
    }
    return CreateOrganizationResponse.newBuilder()
        .setOrganization(organizations.find(request.getSlug()).orElseThrow())
        .build();
  }

  private Organization withDefaults(CreateOrganizationRequest request) {
    var name = or(request.getName(), request.getSlug());
    var plan = or(request.getPlan(), request.getIsServiceAccount() ? MANAGED : PLAN_DEFAULT);
    var tier = or(request.getSubscriptionTier(), request.getIsServiceAccount() ? MANAGED : plan);
    var organization =
        Organization.newBuilder()
            .setId(Issuing.id("org_", random))
            .setSlug(request.getSlug())
            .setName(name)
            .setDisplayName(or(request.getDisplayName(), name))
            .setEmail(request.getEmail())
            .setPlan(plan)
            .setStatus("active")
            .setIsServiceAccount(request.getIsServiceAccount())
            .setSubscriptionTier(tier)
            .setPriceBook(or(request.getPriceBook(), BOOK_DEFAULT));
    if (request.hasMaxApiKeys()) {
      organization.setMaxApiKeys(request.getMaxApiKeys());
    }
    return organization.build();
  }

  private static String or(String value, String otherwise) {
    return value.isEmpty() ? otherwise : value;
  }

  private void check(Organization organization) {
    var slug = organization.getSlug();
    new Fields()
        .slug("slug", slug)
        .require(
            "slug",
            !organization.getIsServiceAccount() || KeyForm.serviceCanHave(slug),
            "is the beginning of another product's keys: choose another slug for a service")
        .text("name", organization.getName(), 255)
        .text("display_name", organization.getDisplayName(), 255)
        .optionalText("email", organization.getEmail(), 320)
        .name("plan", organization.getPlan())
        .require("plan", plans.exists(organization.getPlan()), "there is no plan of this name")
        .name("subscription_tier", organization.getSubscriptionTier())
        .name("price_book", organization.getPriceBook())
        .require("max_api_keys", organization.getMaxApiKeys() >= 0, "must not be negative")
        .status(organization.getStatus())
        .check();
  }

  /** An organization that the caller sees, by id or slug. */
  Organization find(Caller caller, String idOrSlug) {
    return organizations.find(caller, idOrSlug).orElseThrow(() -> none(idOrSlug));
  }

  private static StatusRuntimeException none(String idOrSlug) {
    return GrpcErrors.notFound("there is no organization " + idOrSlug);
  }

  UpdateOrganizationResponse update(Caller caller, UpdateOrganizationRequest request) {
    var update = new OrganizationUpdate(request);
    if (update.concernsMoney()) {
      caller.requirePlatform();
    }
    var organization =
        organizations
            .update(
                caller,
                request.getOrganization(),
                before -> {
                  var after = update.of(before);
                  check(after);
                  return after;
                },
                clock.instant())
            .orElseThrow(() -> none(request.getOrganization()));
    return UpdateOrganizationResponse.newBuilder().setOrganization(organization).build();
  }

  ListOrganizationsResponse list(Caller caller, ListOrganizationsRequest request) {
    new Fields()
        .page(request.getPageSize())
        .optionalText("page_token", request.getPageToken(), 63)
        .check();
    var page =
        Page.read(
            request.getPageSize(),
            limit -> organizations.list(caller, request.getPageToken(), limit));
    return ListOrganizationsResponse.newBuilder()
        .addAllOrganizations(page.items())
        .setTotal(organizations.count(caller))
        .setNextPageToken(page.nextToken(Organization::getSlug))
        .build();
  }

  SetOrganizationStatusResponse setStatus(Caller caller, SetOrganizationStatusRequest request) {
    caller.requirePlatform();
    new Fields().slug("slug", request.getSlug()).status(request.getStatus()).check();
    var organization =
        organizations
            .setStatus(caller, request.getSlug(), request.getStatus(), clock.instant())
            .orElseThrow(() -> none(request.getSlug()));
    if (!organization.getStatus().equals(request.getStatus())) {
      throw GrpcErrors.failedPrecondition(
          "the organization " + request.getSlug() + " is closed, which is for good");
    }
    return SetOrganizationStatusResponse.newBuilder().setOrganization(organization).build();
  }

  CreateUserResponse createUser(Caller caller, CreateUserRequest request) {
    var wallet = or(request.getWallet(), WALLETS.getFirst());
    new Fields()
        .text("user_id", request.getUserId(), 255)
        .optionalText("organization", request.getOrganization(), 63)
        .optionalText("email", request.getEmail(), 320)
        .oneOf("wallet", List.of(wallet), WALLETS)
        .check();
    var now = clock.instant();
    var organization =
        organizations
            .id(caller, request.getOrganization(), now)
            .orElseThrow(Issuing::noOrganization);
    var user =
        organizations
            .createUser(caller, request, organization, wallet, now)
            .orElseThrow(() ->
                GrpcErrors.alreadyExists("there is a user " + request.getUserId() + " already"));
    return CreateUserResponse.newBuilder().setUser(user).build();
  }
}
