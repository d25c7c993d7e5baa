package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.CredentialReader;
import dev.tollgate.authz.authn.CredentialReading;
import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.UseCounter;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;

/**
 * Lets in who may: the credential is read and judged as Check does, and it must have a permission.
 * Waits for the answer, so it belongs on virtual threads.
 */
final class CallerGuard implements ServerInterceptor {
  private static final long WAIT_SECONDS = 5;
  private static final String NOT_ACCEPTED = "this key is not accepted here";

  private final Authenticator authenticator;
  private final UseCounter uses;
  private final CallerAddress addresses;
  private final RefusedCalls refused;
  private final String permission;

  /**
   * @param permission what a caller's key must have, or cover
   */
  CallerGuard(
      Authenticator authenticator,
      UseCounter uses,
      CallerAddress addresses,
      RefusedCalls refused,
      String permission) {
    this.authenticator = authenticator;
    this.uses = uses;
    this.addresses = addresses;
    this.refused = refused;
    this.permission = permission;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return switch (CredentialReader.read(name -> values(headers, name), "")) {
      case CredentialReading.Refused(var reason) -> refuse(call, status(reason), code(reason));
      case CredentialReading.Found(var credential) ->
          switch (authenticate(credential)) {
            case Authentication.Refused(var reason) -> refuse(call, status(reason), code(reason));
            case Authentication.Authenticated(var principal) ->
                authorize(principal, call, headers, next);
          };
    };
  }

  private static List<String> values(Metadata headers, String name) {
    var values = headers.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    if (values == null) {
      return List.of();
    }
    return StreamSupport.stream(values.spliterator(), false).toList();
  }

  private Authentication authenticate(String credential) {
    var answer = new CompletableFuture<Authentication>();
    authenticator.authenticate(credential, answer::complete);
    try {
      return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Refused below.
    }
    return new Authentication.Refused(Refusal.UNAVAILABLE);
  }

  private <Q, A> ServerCall.Listener<Q> authorize(
      Principal principal, ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var address = addresses.of(call, headers);
    var caller = Caller.of(principal, address);
    var watched = refused.watch(call, caller);
    if (!principal.restrictions().addresses().permit(address)) {
      return refuse(
          watched,
          Status.PERMISSION_DENIED.withDescription("this key is not allowed from your address"),
          "ip_not_allowed");
    }
    if (!Permissions.cover(principal.permissions(), permission)) {
      return refuse(
          watched,
          Status.PERMISSION_DENIED.withDescription(
              "this needs a key with the permission " + permission),
          "insufficient_scope");
    }
    uses.count(principal.keyId(), address);
    return Contexts.interceptCall(caller.in(Context.current()), watched, headers, next);
  }

  private static <Q, A> ServerCall.Listener<Q> refuse(
      ServerCall<Q, A> call, Status status, String code) {
    call.close(status, ErrorCode.trailers(code));
    return new ServerCall.Listener<>() {};
  }

  private static String code(Refusal reason) {
    return switch (reason) {
      case MISSING -> "missing_api_key";
      case EXPIRED -> "expired_api_key";
      case INACTIVE -> "account_suspended";
      case OTHER_ENVIRONMENT -> "environment_not_allowed";
      case UNREADABLE, UNAVAILABLE, OVERLOADED -> "authorization_unavailable";
      case CONFLICTING, OTHER_PRODUCT, BOOTSTRAP_ENDED, MALFORMED, UNKNOWN, REVOKED, IN_URL ->
          "invalid_api_key";
    };
  }

  private static Status status(Refusal reason) {
    return switch (reason) {
      case MISSING ->
          Status.UNAUTHENTICATED.withDescription(
              "no key was sent: send \"authorization: Bearer <key>\"");
      case CONFLICTING -> Status.UNAUTHENTICATED.withDescription("two different keys were sent");
      case OTHER_PRODUCT ->
          Status.UNAUTHENTICATED.withDescription("this is another product's key, not one of ours");
      case BOOTSTRAP_ENDED ->
          Status.UNAUTHENTICATED.withDescription(
              "the bootstrap key has done its work: there is a key with the permission "
                  + Permissions.PLATFORM
                  + ", use that one");
      case MALFORMED, UNKNOWN, REVOKED, IN_URL ->
          Status.UNAUTHENTICATED.withDescription(NOT_ACCEPTED);
      case EXPIRED -> Status.UNAUTHENTICATED.withDescription("this key has expired");
      case OTHER_ENVIRONMENT ->
          Status.PERMISSION_DENIED.withDescription("this key is for another environment");
      case INACTIVE ->
          Status.PERMISSION_DENIED.withDescription("the account of this key is not active");
      case UNREADABLE, UNAVAILABLE, OVERLOADED ->
          Status.UNAVAILABLE.withDescription("the key cannot be checked now: try again");
    };
  }
}
