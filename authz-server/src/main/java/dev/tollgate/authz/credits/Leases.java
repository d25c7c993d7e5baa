package dev.tollgate.authz.credits;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The replica's lease on every account it has met. Lock-free: an undo only ever adds, so a race can
 * deny wrongly for microseconds but never admit wrongly.
 */
final class Leases {
  private final Map<String, Lease> byAccount = new ConcurrentHashMap<>();
  private final Set<String> freed = ConcurrentHashMap.newKeySet();

  Lease of(String account) {
    var lease = byAccount.get(account);
    return lease != null ? lease : byAccount.computeIfAbsent(account, a -> new Lease());
  }

  /** Takes an amount from free lease on every account of a path, or on none. */
  boolean take(List<String> path, Amounts amounts) {
    for (int i = 0; i < path.size(); i++) {
      if (!of(path.get(i)).take(Vectors.component(path.get(i), amounts))) {
        give(path.subList(0, i), amounts);
        return false;
      }
    }
    return true;
  }

  /** Makes an amount free lease again; it goes back to the ledger with the next report. */
  void give(List<String> path, Amounts amounts) {
    for (var account : path) {
      give(account, Vectors.component(account, amounts));
    }
  }

  void give(String account, long amount) {
    if (amount > 0) {
      of(account).give(amount);
      freed.add(account);
    }
  }

  /** Accounts that got free lease since the last call. */
  List<String> freed() {
    if (freed.isEmpty()) {
      return List.of();
    }
    var accounts = new ArrayList<String>(freed);
    accounts.forEach(freed::remove);
    return accounts;
  }

  long availableTotal() {
    return byAccount.values().stream().mapToLong(Lease::available).sum();
  }
}
