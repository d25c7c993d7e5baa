package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.MemoryTables.Numbered;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.WindowAccount;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Limits and their windows in memory. */
record MemoryWindows(MemoryTables tables) {
  Map<String, Windows.Row> windows(List<WindowAccount> windows) {
    var known = new HashMap<String, Windows.Row>();
    for (var window : windows) {
      var policy = policy(window.limit());
      if (policy != null) {
        known.put(window.id(), new Windows.Row(policy, tables.accounts.has(window.id())));
      }
    }
    return known;
  }

  @Nullable PolicyRow policy(LimitId limit) {
    var policy = tables.policies.get(limit);
    return policy == null
        ? null
        : new PolicyRow(
            limit,
            policy.organization(),
            zone(policy.organization()),
            policy.amount(),
            policy.version());
  }

  private ZoneId zone(String organization) {
    var zone = tables.zones.get(organization);
    return zone == null ? ZoneId.of("UTC") : zone;
  }

  long nextVersion() {
    var newest = tables.policyVersion.get(true);
    long next = newest == null ? 1 : newest + 1;
    tables.policyVersion.put(true, next);
    return next;
  }

  void save(LimitId limit, String organization, @Nullable Long amount, long version) {
    var policy = new PolicyRow(limit, organization, zone(organization), amount, version);
    tables.policies.put(limit, policy);
  }

  void addLimit(String account, long version, long amount) throws SQLException {
    var key = new Numbered(account, version);
    MemoryChecks.exists(tables.accounts.has(account), key);
    MemoryChecks.absent(tables.windowLimits.get(key), key);
    tables.windowLimits.put(key, amount);
  }
}
