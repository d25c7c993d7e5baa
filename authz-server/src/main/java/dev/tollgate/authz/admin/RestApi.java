package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.rest.v1.CloseOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.CloseUserKeyRequest;
import dev.tollgate.proto.rest.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.CreateOrganizationRequest;
import dev.tollgate.proto.rest.v1.CreateUserKeyRequest;
import dev.tollgate.proto.rest.v1.DisableProviderRequest;
import dev.tollgate.proto.rest.v1.EnableProviderRequest;
import dev.tollgate.proto.rest.v1.GetOrganizationRequest;
import dev.tollgate.proto.rest.v1.GetOrganizationUsageRequest;
import dev.tollgate.proto.rest.v1.GetProviderKeyRequest;
import dev.tollgate.proto.rest.v1.ListAuditEventsRequest;
import dev.tollgate.proto.rest.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.rest.v1.ListOrganizationsRequest;
import dev.tollgate.proto.rest.v1.ListProviderKeysRequest;
import dev.tollgate.proto.rest.v1.ListUserKeysRequest;
import dev.tollgate.proto.rest.v1.RemoveProviderKeyRequest;
import dev.tollgate.proto.rest.v1.RestServiceGrpc;
import dev.tollgate.proto.rest.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.rest.v1.RotateOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.RotateUserKeyRequest;
import dev.tollgate.proto.rest.v1.SetProviderKeyRequest;
import dev.tollgate.proto.rest.v1.TestProviderKeyRequest;
import dev.tollgate.proto.rest.v1.UpdateOrganizationKeyRequest;
import dev.tollgate.proto.rest.v1.UpdateOrganizationRequest;
import dev.tollgate.proto.rest.v1.UpdateUserKeyRequest;
import io.grpc.stub.StreamObserver;

/** The admin service as Envoy calls it for REST. Runs on virtual threads, as {@link AdminApi}. */
final class RestApi extends RestServiceGrpc.RestServiceImplBase {
  private final RestUserKeys userKeys;
  private final RestOrganizations organizations;
  private final RestOrganizationKeys organizationKeys;
  private final RestUsage usage;
  private final RestAudit audit;
  private final RestProviderKeys providerKeys;

  RestApi(
      RestUserKeys userKeys,
      RestOrganizations organizations,
      RestOrganizationKeys organizationKeys,
      RestUsage usage,
      RestAudit audit,
      RestProviderKeys providerKeys) {
    this.userKeys = userKeys;
    this.organizations = organizations;
    this.organizationKeys = organizationKeys;
    this.usage = usage;
    this.audit = audit;
    this.providerKeys = providerKeys;
  }

  @Override
  public void createUserKey(CreateUserKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> userKeys.create(caller, request));
  }

  @Override
  public void listUserKeys(ListUserKeysRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> userKeys.list(caller, request));
  }

  @Override
  public void revokeUserKey(RevokeUserKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> userKeys.revoke(caller, request));
  }

  @Override
  public void rotateUserKey(RotateUserKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> userKeys.rotate(caller, request));
  }

  @Override
  public void closeUserKey(CloseUserKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> userKeys.close(caller, request));
  }

  @Override
  public void updateUserKey(UpdateUserKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> userKeys.update(caller, request));
  }

  @Override
  public void createOrganization(
      CreateOrganizationRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizations.create(caller, request));
  }

  @Override
  public void listOrganizations(
      ListOrganizationsRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizations.list(caller, request));
  }

  @Override
  public void getOrganization(GetOrganizationRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizations.get(caller, request));
  }

  @Override
  public void updateOrganization(
      UpdateOrganizationRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizations.update(caller, request));
  }

  @Override
  public void createOrganizationKey(
      CreateOrganizationKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizationKeys.create(caller, request));
  }

  @Override
  public void listOrganizationKeys(
      ListOrganizationKeysRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizationKeys.list(caller, request));
  }

  @Override
  public void revokeOrganizationKey(
      RevokeOrganizationKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizationKeys.revoke(caller, request));
  }

  @Override
  public void rotateOrganizationKey(
      RotateOrganizationKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizationKeys.rotate(caller, request));
  }

  @Override
  public void closeOrganizationKey(
      CloseOrganizationKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizationKeys.close(caller, request));
  }

  @Override
  public void updateOrganizationKey(
      UpdateOrganizationKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> organizationKeys.update(caller, request));
  }

  @Override
  public void getOrganizationUsage(
      GetOrganizationUsageRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> usage.sums(caller, request));
  }

  @Override
  public void listAuditEvents(ListAuditEventsRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> audit.list(caller, request));
  }

  @Override
  public void listProviderKeys(ListProviderKeysRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, providerKeys::list);
  }

  @Override
  public void getProviderKey(GetProviderKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> providerKeys.get(caller, request));
  }

  @Override
  public void setProviderKey(SetProviderKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> providerKeys.set(caller, request));
  }

  @Override
  public void removeProviderKey(
      RemoveProviderKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> providerKeys.remove(caller, request));
  }

  @Override
  public void testProviderKey(TestProviderKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> providerKeys.test(caller, request));
  }

  @Override
  public void disableProvider(DisableProviderRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> providerKeys.disable(caller, request));
  }

  @Override
  public void enableProvider(EnableProviderRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(observer, caller -> providerKeys.enable(caller, request));
  }
}
