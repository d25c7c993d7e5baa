package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Window;
import dev.tollgate.pricing.window.WindowAccount;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Sets and removes limits. Each change has a version of its own, by which replicas notice it, and
 * holds for the windows that are under way too. One transaction each, which locks the version, the
 * limit, and then accounts by id.
 */
public final class Limits {
  private final LedgerStore store;
  private final InstantSource clock;

  public Limits(LedgerStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * A limit is this much from now on; what is not spent of a higher one is claimed and leaves as it
   * comes home.
   *
   * @param organization the slug of the owner's
   * @param amount nanocredits or requests, 0 or more
   */
  public PolicyRow set(LimitId limit, String organization, long amount) throws SQLException {
    return store.run(rows -> {
      var before = rows.holdPolicy(limit);
      if (before != null
          && before.amount() != null
          && before.amount() == amount
          && before.organization().equals(organization)) {
        return before;
      }
      rows.savePolicy(limit, organization, amount, rows.nextPolicyVersion());
      var policy = rows.holdPolicy(limit);
      if (policy == null) {
        throw new SQLException("a limit vanished");
      }
      apply(rows, policy, amount);
      return policy;
    });
  }

  /**
   * There is no such limit any more. What its window holds stays as it is, and counts again if a
   * limit is set before it ends.
   *
   * @return whether there was one
   */
  public boolean remove(LimitId limit) throws SQLException {
    return store.run(rows -> {
      var before = rows.holdPolicy(limit);
      if (before == null || before.amount() == null) {
        return false;
      }
      rows.savePolicy(limit, before.organization(), null, rows.nextPolicyVersion());
      return true;
    });
  }

  /** The windows of an organization, of its users and of its keys go by this calendar. */
  public void setTimeZone(String organization, ZoneId zone) throws SQLException {
    var _ =
        store.run(rows -> {
          rows.saveTimeZone(organization, zone, rows.nextPolicyVersion());
          return true;
        });
  }

  /** The windows under way, and those that another time zone had begun already. */
  private void apply(LedgerRows rows, PolicyRow policy, long amount) throws SQLException {
    var ids = new ArrayList<String>();
    var window =
        Window.at(
            policy.limit().period(), clock.instant().minus(PolicyRow.TOLERANCE), policy.zone());
    for (int i = 0; i < 3; i++) {
      ids.add(new WindowAccount(policy.limit(), window).id());
      window = window.next();
    }
    var before = rows.lockAccounts(ids);
    var after = new LinkedHashMap<String, AccountRow>();
    var entries = new ArrayList<Entry>();
    var recalled = new LinkedHashSet<String>();
    for (var account : before.values()) {
      var limited = limited(account, amount, policy.cause(), entries);
      after.put(account.id(), limited);
      if (limited.claimed() > 0) {
        recalled.add(account.id());
      }
      rows.addWindowLimit(account.id(), policy.version(), amount);
    }
    rows.append(entries);
    rows.saveAccounts(before, after);
    rows.markScarce(recalled);
  }

  /** {@code granted - claimed} becomes the amount. */
  private static AccountRow limited(
      AccountRow account, long amount, String cause, List<Entry> entries) {
    long more = amount - (account.granted() - account.claimed());
    // What was to leave stays first; what is to leave goes now as far as nobody has it leased.
    var claimed = account.claim(Math.max(-more, -account.claimed()));
    long moved = more > 0 ? more - Math.min(more, account.claimed()) : -claimed.takeable();
    if (moved == 0) {
      return claimed;
    }
    entries.add(Entry.next(claimed, Entry.Kind.LIMIT, moved, cause));
    return moved > 0 ? claimed.grant(moved) : claimed.takeClaimed(-moved);
  }
}
