package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.MemoryTables.Replica;
import dev.tollgate.ledger.credits.MemoryTables.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replicas in memory. */
record MemoryReplicas(MemoryTables tables) {
  void add(ReplicaId replica, String hostBoot) {
    if (!tables.replicas.has(Stream.of(replica))) {
      var row = new ReplicaRow(replica.caller(), 0, 0, 0, ReplicaRow.LIVE, hostBoot, true, false);
      tables.replicas.put(Stream.of(replica), new Replica(row, tables.historyId(), 0));
    }
  }

  @Nullable ReplicaRow get(ReplicaId replica) {
    var stored = tables.replicas.get(Stream.of(replica));
    if (stored == null) {
      return null;
    }
    var row = stored.row();
    return new ReplicaRow(
        row.caller(),
        row.epoch(),
        row.heartbeat(),
        row.watermark(),
        row.state(),
        row.hostBoot(),
        stored.history().equals(tables.historyId()),
        !MemoryTables.of(tables.foreign, replica).isEmpty());
  }

  void save(ReplicaId replica, ReplicaRow row) {
    change(replica, before -> new Replica(row, before.history(), before.silentMillis()));
  }

  void bind(ReplicaId replica, UUID history, long silentMillis) {
    change(replica, before -> new Replica(before.row(), history, silentMillis));
  }

  private void change(ReplicaId replica, Function<Replica, Replica> change) {
    var before = tables.replicas.get(Stream.of(replica));
    if (before != null) {
      tables.replicas.put(Stream.of(replica), change.apply(before));
    }
  }

  /** What a replica has leased or open still, in words; null if nothing. */
  @Nullable String unfinished(ReplicaId replica) {
    for (var lease : tables.leases(replica).values()) {
      if (lease.outstanding() > 0) {
        return lease.account() + " has " + lease.outstanding() + " outstanding";
      }
    }
    for (var open : MemoryTables.of(tables.open, replica).values()) {
      return "reservation " + open.getN() + " of day " + open.getDay() + " is open";
    }
    return null;
  }

  List<Heartbeat> heartbeats() {
    var heartbeats = new ArrayList<Heartbeat>();
    tables
        .replicas
        .all()
        .forEach((stream, replica) -> {
          var row = replica.row();
          if (!row.ended()) {
            var id = new ReplicaId(stream.id(), stream.shard(), row.epoch(), row.caller());
            heartbeats.add(new Heartbeat(id, row.heartbeat(), replica.silentMillis()));
          }
        });
    return heartbeats;
  }
}
