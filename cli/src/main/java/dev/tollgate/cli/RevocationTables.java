package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.GetRevocationResponse;
import dev.tollgate.proto.admin.v1.ReplicaReach;

/** A revocation, and where it is effective. */
final class RevocationTables {
  private static final int ID_SHOWN = 8;

  private RevocationTables() {}

  static String of(GetRevocationResponse answer) {
    var what = new Table("STATUS", "SINCE", "BY", "REASON", "CHANGE");
    what.row(
        answer.getEffect(),
        Table.time(answer.hasAt(), answer.getAt()),
        answer.getBy(),
        answer.getReason(),
        answer.getChange() == 0 ? "" : answer.getChange());
    return what + "\n\n" + (answer.getChange() == 0 ? notRecorded() : replicas(answer));
  }

  private static String notRecorded() {
    return "Where it is effective was not recorded, or longer ago than is kept.";
  }

  private static Table replicas(GetRevocationResponse answer) {
    var replicas = new Table("REPLICA", "HOST", "STARTED", "SEEN", "EFFECTIVE");
    for (var replica : answer.getReplicasList()) {
      replicas.row(
          replica.getReplicaId().substring(0, Math.min(ID_SHOWN, replica.getReplicaId().length())),
          replica.getHost(),
          Table.time(replica.hasStartedAt(), replica.getStartedAt()),
          Table.time(replica.hasSeenAt(), replica.getSeenAt()),
          effective(replica));
    }
    return replicas;
  }

  private static String effective(ReplicaReach replica) {
    var time = Table.time(replica.hasEffectiveAt(), replica.getEffectiveAt());
    return switch (replica.getState()) {
      case "effective" -> "after " + replica.getDelayMs() + " ms";
      case "pending" -> "not yet; at the latest " + time;
      case "lapsed" -> "silent; trusts nothing from before since " + time;
      case "stopped" -> "stopped " + time;
      case "not_running" -> "was not running then";
      default -> replica.getState();
    };
  }
}
