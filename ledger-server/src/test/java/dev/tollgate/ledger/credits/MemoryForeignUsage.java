package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.MemoryTables.Reserved;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Usage by another road that waits, in memory. */
record MemoryForeignUsage(MemoryTables tables, RandomGenerator random) {
  void keep(ReplicaId replica, Collection<ForeignUsage> usages) {
    for (var usage : usages) {
      var key = Reserved.of(replica, ChargeRow.Key.of(usage.getAdmission()));
      if (!tables.foreign.has(key)) {
        tables.foreign.put(key, usage);
      }
    }
  }

  List<ForeignUsage> some(ReplicaId replica, int max) {
    var kept = new ArrayList<>(MemoryTables.of(tables.foreign, replica).values());
    if (kept.size() > max) {
      Collections.shuffle(kept, Random.from(random));
    }
    return List.copyOf(kept.subList(0, Math.min(max, kept.size())));
  }

  void forget(ReplicaId replica, Collection<ChargeRow.Key> keys) {
    keys.forEach(key -> tables.foreign.remove(Reserved.of(replica, key)));
  }
}
