package dev.tollgate.authz.admin;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.RevokeUserKeysRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeysResponse;
import dev.tollgate.proto.admin.v1.SetUserStatusRequest;
import dev.tollgate.proto.admin.v1.SetUserStatusResponse;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;

/** Users who are there. */
final class UserAdmin {
  private final JdbcUsers users;
  private final InstantSource clock;

  UserAdmin(JdbcUsers users, InstantSource clock) {
    this.users = users;
    this.clock = clock;
  }

  SetUserStatusResponse setStatus(Caller caller, SetUserStatusRequest request) {
    new Fields().text("user_id", request.getUserId(), 255).status(request.getStatus()).check();
    var user =
        users
            .setStatus(caller, request.getUserId(), request.getStatus(), clock.instant())
            .orElseThrow(() -> none(request.getUserId()));
    if (!user.getStatus().equals(request.getStatus())) {
      throw GrpcErrors.failedPrecondition(
          "the user " + request.getUserId() + " is closed, which is for good");
    }
    return SetUserStatusResponse.newBuilder().setUser(user).build();
  }

  RevokeUserKeysResponse revokeKeys(Caller caller, RevokeUserKeysRequest request) {
    new Fields()
        .text("user_id", request.getUserId(), 255)
        .optionalText("reason", request.getReason(), 255)
        .check();
    var revoked =
        users.revokeKeys(caller, request.getUserId(), request.getReason(), clock.instant());
    if (revoked.isEmpty()) {
      throw none(request.getUserId());
    }
    return RevokeUserKeysResponse.newBuilder().setRevoked(revoked.getAsInt()).build();
  }

  private static StatusRuntimeException none(String id) {
    return GrpcErrors.notFound("there is no user " + id);
  }
}
