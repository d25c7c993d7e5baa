package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.WindowAccount;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of the windows that an Acquire names.
 *
 * @param closed of these nobody leases: there never was such a limit, or it is another window's
 *     turn by our own clock
 * @param missing these are asked for the first time
 */
record Windows(Set<String> closed, List<WindowAccount> missing) {
  private static final Windows NONE = new Windows(Set.of(), List.of());

  /**
   * The windows among some accounts of which nobody leases now. Those that are asked for the first
   * time are made before, in a transaction of its own: it locks limits, and must not have locked
   * accounts.
   */
  static Set<String> closed(LedgerStore store, Collection<String> accounts, Instant now)
      throws SQLException {
    var windows = judge(store, accounts, now);
    if (!windows.missing.isEmpty()) {
      var _ =
          store.run(rows -> {
            windows.make(rows);
            return true;
          });
    }
    return windows.closed;
  }

  /**
   * Judges the windows among some accounts.
   *
   * @param now by our own clock: what replicas say of the time opens no window
   */
  private static Windows judge(LedgerStore store, Collection<String> accounts, Instant now)
      throws SQLException {
    var closed = new HashSet<String>();
    var asked = new ArrayList<WindowAccount>();
    for (var id : accounts) {
      if (AccountRow.isWindow(id)) {
        closed.add(id);
        var window = WindowAccount.parse(id);
        if (window != null) {
          asked.add(window);
        }
      }
    }
    return asked.isEmpty()
        ? closed.isEmpty() ? NONE : new Windows(closed, List.of())
        : store.read(rows -> judge(rows, asked, closed, now));
  }

  private static Windows judge(
      LedgerRows rows, List<WindowAccount> asked, Set<String> closed, Instant now)
      throws SQLException {
    var missing = new ArrayList<WindowAccount>();
    var known = rows.windows(asked);
    for (var account : asked) {
      var row = known.get(account.id());
      if (row == null || !row.policy().isCurrent(account.window(), now)) {
        continue;
      }
      if (row.exists()) {
        closed.remove(account.id());
      } else if (row.policy().amount() != null) {
        closed.remove(account.id());
        missing.add(account);
      }
    }
    return new Windows(closed, missing);
  }

  /** A limit of a window, and whether the window has its account already. */
  record Row(PolicyRow policy, boolean exists) {}

  /** Makes the accounts that are missing, in a transaction that has locked no account yet. */
  private void make(LedgerRows rows) throws SQLException {
    for (var window : missing) {
      var policy = rows.holdPolicy(window.limit());
      if (policy != null && policy.amount() != null) {
        make(rows, window.id(), policy, policy.amount());
      }
    }
  }

  private static void make(LedgerRows rows, String id, PolicyRow policy, long amount)
      throws SQLException {
    var made =
        rows.addAccount(id, policy.organization()) ? rows.lockAccounts(List.of(id)).get(id) : null;
    if (made == null) {
      return; // by somebody else
    }
    if (amount > 0) {
      rows.append(List.of(Entry.next(made, Entry.Kind.LIMIT, amount, policy.cause())));
      rows.saveAccounts(Map.of(id, made), Map.of(id, made.grant(amount)));
    }
    rows.addWindowLimit(id, policy.version(), amount);
  }
}
