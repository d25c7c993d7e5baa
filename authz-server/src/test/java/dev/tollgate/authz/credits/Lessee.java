package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@link ScriptedLedger} knows of one replica. */
final class Lessee {
  long epoch;
  int openedIn;
  final Map<String, Long> totals = new TreeMap<>();
  final List<Record> applied = new ArrayList<>();

  long watermark() {
    return applied.size();
  }

  long outstanding(String account) {
    var taken = new Taken();
    applied.forEach(taken::add);
    return totals.getOrDefault(account, 0L) - taken.of(account);
  }

  Lessee copy() {
    var copy = new Lessee();
    copy.epoch = epoch;
    copy.openedIn = openedIn;
    copy.totals.putAll(totals);
    copy.applied.addAll(applied);
    return copy;
  }
}
