package dev.tollgate.authz.admin;

import com.google.common.base.Throwables;
import dev.tollgate.authz.sealing.KeyUnavailableException;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import dev.tollgate.proto.admin.v1.CloseKeyResponse;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyResponse;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationResponse;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.CreateUserResponse;
import dev.tollgate.proto.admin.v1.GetOrganizationRequest;
import dev.tollgate.proto.admin.v1.GetOrganizationResponse;
import dev.tollgate.proto.admin.v1.GetRevocationRequest;
import dev.tollgate.proto.admin.v1.GetRevocationResponse;
import dev.tollgate.proto.admin.v1.ImportBalancesRequest;
import dev.tollgate.proto.admin.v1.ImportBalancesResponse;
import dev.tollgate.proto.admin.v1.ImportKeysRequest;
import dev.tollgate.proto.admin.v1.ImportKeysResponse;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.admin.v1.ListAuditEventsResponse;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysResponse;
import dev.tollgate.proto.admin.v1.ListOrganizationsRequest;
import dev.tollgate.proto.admin.v1.ListOrganizationsResponse;
import dev.tollgate.proto.admin.v1.ListPlansRequest;
import dev.tollgate.proto.admin.v1.ListPlansResponse;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysResponse;
import dev.tollgate.proto.admin.v1.PutPlanRequest;
import dev.tollgate.proto.admin.v1.PutPlanResponse;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyResponse;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyResponse;
import dev.tollgate.proto.admin.v1.RevokeUserKeysRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeysResponse;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.RotateKeyResponse;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusResponse;
import dev.tollgate.proto.admin.v1.SetUserStatusRequest;
import dev.tollgate.proto.admin.v1.SetUserStatusResponse;
import dev.tollgate.proto.admin.v1.UpdateKeyRequest;
import dev.tollgate.proto.admin.v1.UpdateKeyResponse;
import dev.tollgate.proto.admin.v1.UpdateOrganizationRequest;
import dev.tollgate.proto.admin.v1.UpdateOrganizationResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin service. Runs on virtual threads: every method blocks on PostgreSQL. */
final class AdminApi extends AdminServiceGrpc.AdminServiceImplBase {
  private static final Logger log = LoggerFactory.getLogger(AdminApi.class);

  private final OrganizationAdmin organizations;
  private final PlanAdmin plans;
  private final UserAdmin users;
  private final UserKeyAdmin userKeys;
  private final OrganizationKeyAdmin organizationKeys;
  private final KeyAdmin keys;
  private final RevocationAdmin revocations;
  private final ImportAdmin imports;
  private final BalanceAdmin balances;
  private final AuditAdmin audit;

  AdminApi(
      OrganizationAdmin organizations,
      PlanAdmin plans,
      UserAdmin users,
      UserKeyAdmin userKeys,
      OrganizationKeyAdmin organizationKeys,
      KeyAdmin keys,
      RevocationAdmin revocations,
      ImportAdmin imports,
      BalanceAdmin balances,
      AuditAdmin audit) {
    this.organizations = organizations;
    this.plans = plans;
    this.users = users;
    this.userKeys = userKeys;
    this.organizationKeys = organizationKeys;
    this.keys = keys;
    this.revocations = revocations;
    this.imports = imports;
    this.balances = balances;
    this.audit = audit;
  }

  @Override
  public void createUserKey(
      CreateUserKeyRequest request, StreamObserver<CreateUserKeyResponse> observer) {
    answer(observer, caller -> userKeys.create(caller, request));
  }

  @Override
  public void listUserKeys(
      ListUserKeysRequest request, StreamObserver<ListUserKeysResponse> observer) {
    answer(observer, caller -> userKeys.list(caller, request));
  }

  @Override
  public void revokeUserKey(
      RevokeUserKeyRequest request, StreamObserver<RevokeUserKeyResponse> observer) {
    answer(observer, caller -> userKeys.revoke(caller, request));
  }

  @Override
  public void createOrganization(
      CreateOrganizationRequest request, StreamObserver<CreateOrganizationResponse> observer) {
    answer(observer, caller -> organizations.create(caller, request));
  }

  @Override
  public void listOrganizations(
      ListOrganizationsRequest request, StreamObserver<ListOrganizationsResponse> observer) {
    answer(observer, caller -> organizations.list(caller, request));
  }

  @Override
  public void getOrganization(
      GetOrganizationRequest request, StreamObserver<GetOrganizationResponse> observer) {
    answer(
        observer,
        caller ->
            GetOrganizationResponse.newBuilder()
                .setOrganization(organizations.find(caller, request.getOrganization()))
                .build());
  }

  @Override
  public void updateOrganization(
      UpdateOrganizationRequest request, StreamObserver<UpdateOrganizationResponse> observer) {
    answer(observer, caller -> organizations.update(caller, request));
  }

  @Override
  public void setOrganizationStatus(
      SetOrganizationStatusRequest request,
      StreamObserver<SetOrganizationStatusResponse> observer) {
    answer(observer, caller -> organizations.setStatus(caller, request));
  }

  @Override
  public void listPlans(ListPlansRequest request, StreamObserver<ListPlansResponse> observer) {
    answer(observer, caller -> plans.list());
  }

  @Override
  public void putPlan(PutPlanRequest request, StreamObserver<PutPlanResponse> observer) {
    answer(observer, caller -> plans.put(caller, request));
  }

  @Override
  public void setUserStatus(
      SetUserStatusRequest request, StreamObserver<SetUserStatusResponse> observer) {
    answer(observer, caller -> users.setStatus(caller, request));
  }

  @Override
  public void revokeUserKeys(
      RevokeUserKeysRequest request, StreamObserver<RevokeUserKeysResponse> observer) {
    answer(observer, caller -> users.revokeKeys(caller, request));
  }

  @Override
  public void createUser(CreateUserRequest request, StreamObserver<CreateUserResponse> observer) {
    answer(observer, caller -> organizations.createUser(caller, request));
  }

  @Override
  public void createOrganizationKey(
      CreateOrganizationKeyRequest request,
      StreamObserver<CreateOrganizationKeyResponse> observer) {
    answer(observer, caller -> organizationKeys.create(caller, request));
  }

  @Override
  public void listOrganizationKeys(
      ListOrganizationKeysRequest request, StreamObserver<ListOrganizationKeysResponse> observer) {
    answer(observer, caller -> organizationKeys.list(caller, request));
  }

  @Override
  public void revokeOrganizationKey(
      RevokeOrganizationKeyRequest request,
      StreamObserver<RevokeOrganizationKeyResponse> observer) {
    answer(observer, caller -> organizationKeys.revoke(caller, request));
  }

  @Override
  public void updateKey(UpdateKeyRequest request, StreamObserver<UpdateKeyResponse> observer) {
    answer(observer, caller -> keys.update(caller, request));
  }

  @Override
  public void rotateKey(RotateKeyRequest request, StreamObserver<RotateKeyResponse> observer) {
    answer(observer, caller -> keys.rotate(caller, request));
  }

  @Override
  public void closeKey(CloseKeyRequest request, StreamObserver<CloseKeyResponse> observer) {
    answer(observer, caller -> keys.close(caller, request));
  }

  @Override
  public void getRevocation(
      GetRevocationRequest request, StreamObserver<GetRevocationResponse> observer) {
    answer(observer, caller -> revocations.get(caller, request));
  }

  @Override
  public void importKeys(ImportKeysRequest request, StreamObserver<ImportKeysResponse> observer) {
    answer(observer, caller -> imports.importRows(caller, request));
  }

  @Override
  public void importBalances(
      ImportBalancesRequest request, StreamObserver<ImportBalancesResponse> observer) {
    answer(observer, caller -> balances.importBalances(caller, request));
  }

  @Override
  public void listAuditEvents(
      ListAuditEventsRequest request, StreamObserver<ListAuditEventsResponse> observer) {
    answer(observer, caller -> audit.list(caller, request));
  }

  static <A> void answer(StreamObserver<A> observer, Function<Caller, A> work) {
    A answer;
    try {
      answer = work.apply(Caller.current());
    } catch (StatusRuntimeException e) {
      observer.onError(e);
      return;
    } catch (KeyUnavailableException e) {
      log.warn("An admin call failed: {}", e.getMessage());
      observer.onError(GrpcErrors.unavailable(e.getMessage() + ": try again"));
      return;
    } catch (RuntimeException e) {
      log.warn("An admin call failed: {}", withoutValues(e));
      observer.onError(GrpcErrors.unavailable("the database cannot be used now: try again"));
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  /** What failed, without its message: a statement's message quotes what was to be stored. */
  static String withoutValues(Throwable failure) {
    var cause = Throwables.getRootCause(failure);
    var name = cause.getClass().getSimpleName();
    return cause instanceof SQLException sql ? name + ", SQL state " + sql.getSQLState() : name;
  }
}
