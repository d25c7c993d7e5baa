package dev.tollgate.authz.credits;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.pricing.window.WindowAccount;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that requests of one principal charge from now until the first of its windows ends:
 * made once, and the same object all that time.
 */
public final class ChargePath {
  private final List<String> accounts;
  private final ZoneId zone;
  private final long untilMillis;

  /**
   * @param accounts wallet first, then budgets, then quotas: of several that are used up, what only
   *     money mends is the answer
   * @param zone by whose calendar the windows go
   */
  private ChargePath(List<String> accounts, ZoneId zone, long untilMillis) {
    this.accounts = List.copyOf(accounts);
    this.zone = zone;
    this.untilMillis = untilMillis;
  }

  /** Of a principal without limits. */
  public static ChargePath of(Principal principal) {
    return new ChargePath(principal.chargePath(), ZoneOffset.UTC, Long.MAX_VALUE);
  }

  static ChargePath of(Principal principal, List<WindowAccount> windows, ZoneId zone) {
    var accounts = new ArrayList<>(principal.chargePath());
    long until = Long.MAX_VALUE;
    for (var window : windows) {
      accounts.add(window.id());
      until = Math.min(until, window.window().endsAt(zone).toEpochMilli());
    }
    return new ChargePath(accounts, zone, until);
  }

  /** Their ids, at least one. */
  public List<String> accounts() {
    return accounts;
  }

  /** When one of the accounts begins anew; null for a wallet. */
  public @Nullable Instant resetsAt(String account) {
    var window = WindowAccount.parse(account);
    return window == null ? null : window.window().endsAt(zone);
  }

  ZoneId zone() {
    return zone;
  }

  long untilMillis() {
    return untilMillis;
  }
}
