package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.AddByokKeyRequest;
import dev.tollgate.proto.admin.v1.AddByokKeyResponse;
import dev.tollgate.proto.admin.v1.ByokServiceGrpc;
import dev.tollgate.proto.admin.v1.ListByokKeysRequest;
import dev.tollgate.proto.admin.v1.ListByokKeysResponse;
import dev.tollgate.proto.admin.v1.ListByokProvidersRequest;
import dev.tollgate.proto.admin.v1.ListByokProvidersResponse;
import dev.tollgate.proto.admin.v1.RemoveByokKeyRequest;
import dev.tollgate.proto.admin.v1.RemoveByokKeyResponse;
import dev.tollgate.proto.admin.v1.TestByokKeyRequest;
import dev.tollgate.proto.admin.v1.TestByokKeyResponse;
import io.grpc.stub.StreamObserver;

/** Keys that users and organizations bring along. Runs on virtual threads, as {@link AdminApi}. */
final class ByokApi extends ByokServiceGrpc.ByokServiceImplBase {
  private final ByokAdmin keys;

  ByokApi(ByokAdmin keys) {
    this.keys = keys;
  }

  @Override
  public void addByokKey(AddByokKeyRequest request, StreamObserver<AddByokKeyResponse> observer) {
    AdminApi.answer(observer, caller -> keys.add(caller, request));
  }

  @Override
  public void removeByokKey(
      RemoveByokKeyRequest request, StreamObserver<RemoveByokKeyResponse> observer) {
    AdminApi.answer(observer, caller -> keys.remove(caller, request));
  }

  @Override
  public void testByokKey(
      TestByokKeyRequest request, StreamObserver<TestByokKeyResponse> observer) {
    AdminApi.answer(observer, caller -> keys.test(caller, request));
  }

  @Override
  public void listByokKeys(
      ListByokKeysRequest request, StreamObserver<ListByokKeysResponse> observer) {
    AdminApi.answer(observer, caller -> keys.list(caller, request));
  }

  @Override
  public void listByokProviders(
      ListByokProvidersRequest request, StreamObserver<ListByokProvidersResponse> observer) {
    AdminApi.answer(observer, caller -> keys.providers());
  }
}
