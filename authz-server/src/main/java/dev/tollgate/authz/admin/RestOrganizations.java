package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.rest.v1.CreateOrganizationRequest;
import dev.tollgate.proto.rest.v1.GetOrganizationRequest;
import dev.tollgate.proto.rest.v1.ListOrganizationsRequest;
import dev.tollgate.proto.rest.v1.UpdateOrganizationRequest;
import java.util.function.Consumer;

/** Organizations as REST, each named by its id or its slug. */
final class RestOrganizations {
  private static final String MAX_API_KEYS = "max_api_keys";

  private final OrganizationAdmin organizations;

  RestOrganizations(OrganizationAdmin organizations) {
    this.organizations = organizations;
  }

  HttpBody create(Caller caller, CreateOrganizationRequest request) {
    var body = RestBody.of(request.getBody());
    var wanted =
        dev.tollgate.proto.admin.v1.CreateOrganizationRequest.newBuilder()
            .setSlug(body.text("slug"))
            .setName(body.text("name"))
            .setDisplayName(body.text("display_name"))
            .setEmail(body.text("email"))
            .setPlan(body.text("plan"))
            .setIsServiceAccount(body.flag("is_service_account"))
            .setSubscriptionTier(body.text("subscription_tier"))
            .setPriceBook(body.text("price_book"));
    if (body.given(MAX_API_KEYS)) {
      wanted.setMaxApiKeys(body.integer(MAX_API_KEYS));
    }
    body.check();
    return RestJson.body(
        RestJson.of(organizations.create(caller, wanted.build()).getOrganization()));
  }

  HttpBody list(Caller caller, ListOrganizationsRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.ListOrganizationsRequest.newBuilder()
            .setPageSize(request.getPageSize())
            .setPageToken(request.getPageToken());
    var page = organizations.list(caller, wanted.build());
    var shown = page.getOrganizationsList().stream().map(RestJson::of).toList();
    return RestKeyAnswers.list("organizations", shown, page.getTotal(), page.getNextPageToken());
  }

  HttpBody get(Caller caller, GetOrganizationRequest request) {
    return RestJson.body(RestJson.of(organizations.find(caller, request.getOrgId())));
  }

  HttpBody update(Caller caller, UpdateOrganizationRequest request) {
    var body = RestBody.of(request.getBody());
    var wanted =
        dev.tollgate.proto.admin.v1.UpdateOrganizationRequest.newBuilder()
            .setOrganization(request.getOrgId());
    change(body, "name", wanted::setName);
    change(body, "display_name", wanted::setDisplayName);
    change(body, "email", wanted::setEmail);
    change(body, "plan", wanted::setPlan);
    change(body, "subscription_tier", wanted::setSubscriptionTier);
    change(body, "price_book", wanted::setPriceBook);
    change(body, "status", wanted::setStatus);
    if (body.given(MAX_API_KEYS)) {
      wanted.setMaxApiKeys(body.integer(MAX_API_KEYS));
    } else {
      wanted.setMaxApiKeysOfPlan(body.has(MAX_API_KEYS));
    }
    body.check();
    return RestJson.body(
        RestJson.of(organizations.update(caller, wanted.build()).getOrganization()));
  }

  /** What is null is changed as well: into nothing, which only an e-mail address may be. */
  private static void change(RestBody body, String name, Consumer<String> setter) {
    if (body.has(name)) {
      setter.accept(body.text(name));
    }
  }
}
