package dev.tollgate.authz.admin;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.GetRevocationRequest;
import dev.tollgate.proto.admin.v1.GetRevocationResponse;
import dev.tollgate.proto.admin.v1.ReplicaReach;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where a revocation is effective, and since when. */
final class RevocationAdmin {
  private static final String ACTIVE = "active";

  /** What the change log has no more is over everywhere. */
  private static final Duration UNRECORDED_MAX = Duration.ofDays(1);

  private final JdbcRevocations revocations;

  RevocationAdmin(JdbcRevocations revocations) {
    this.revocations = revocations;
  }

  GetRevocationResponse get(Caller caller, GetRevocationRequest request) {
    var revoked = find(caller, request);
    var now = revocations.now();
    var response =
        GetRevocationResponse.newBuilder()
            .setEffect(revoked.effect())
            .setBy(revoked.by())
            .setReason(revoked.reason());
    var at = revoked.at();
    if (at != null) {
      response.setAt(Issuing.timestamp(at));
    }
    var change = revocations.change(revoked);
    change.ifPresentOrElse(
        made -> addReach(response, made, now),
        () -> response.setComplete(at != null && at.plus(UNRECORDED_MAX).isBefore(now)));
    return response.build();
  }

  private Revoked find(Caller caller, GetRevocationRequest request) {
    return switch (request.getSubjectCase()) {
      case KEY_ID -> {
        new Fields().text("key_id", request.getKeyId(), 64).check();
        yield require(caller, revocations.key(request.getKeyId()), "key " + request.getKeyId());
      }
      case USER_ID -> {
        new Fields().text("user_id", request.getUserId(), 255).check();
        yield require(caller, revocations.user(request.getUserId()), "user " + request.getUserId());
      }
      case ORGANIZATION -> {
        new Fields().slug("organization", request.getOrganization()).check();
        yield require(
            caller,
            revocations.organization(request.getOrganization()),
            "organization " + request.getOrganization());
      }
      case SUBJECT_NOT_SET -> throw Fields.of("key_id", "name a key, a user or an organization");
    };
  }

  private static Revoked require(Caller caller, Optional<Revoked> found, String name) {
    var revoked =
        found
            .filter(subject -> caller.sees(subject.organizationId()))
            .orElseThrow(() -> GrpcErrors.notFound("there is no " + name));
    if (revoked.effect().equals(ACTIVE)) {
      throw GrpcErrors.failedPrecondition(name + " is neither revoked nor suspended");
    }
    return revoked;
  }

  private void addReach(
      GetRevocationResponse.Builder response, Revoked.Change change, Instant now) {
    boolean complete = true;
    for (var replica : revocations.replicas(change.n())) {
      var reach = Reach.of(replica, change.n(), change.committedAt(), now);
      complete &= !(reach instanceof Reach.Pending);
      if (reach != Reach.NotRunning.NOT_RUNNING || replica.alive(now)) {
        response.addReplicas(toProto(replica, reach, change.committedAt()));
      }
    }
    response
        .setChange(change.n())
        .setCommittedAt(Issuing.timestamp(change.committedAt()))
        .setComplete(complete);
  }

  private static ReplicaReach toProto(Reach.Replica replica, Reach reach, Instant committed) {
    var proto =
        ReplicaReach.newBuilder()
            .setReplicaId(replica.id().toString())
            .setHost(replica.host())
            .setStartedAt(Issuing.timestamp(replica.startedAt()))
            .setSeenAt(Issuing.timestamp(replica.seenAt()));
    return switch (reach) {
      case Reach.Effective(var since) -> reached(proto, "effective", since, committed);
      case Reach.Stopped(var since) -> reached(proto, "stopped", since, committed);
      case Reach.Lapsed(var since) -> reached(proto, "lapsed", since, committed);
      case Reach.Pending(var latest) -> reached(proto, "pending", latest, committed);
      case Reach.NotRunning none -> proto.setState("not_running").build();
    };
  }

  private static ReplicaReach reached(
      ReplicaReach.Builder proto, String state, Instant since, Instant committed) {
    return proto
        .setState(state)
        .setEffectiveAt(Issuing.timestamp(since))
        .setDelayMs(Math.max(0, Duration.between(committed, since).toMillis()))
        .build();
  }
}
