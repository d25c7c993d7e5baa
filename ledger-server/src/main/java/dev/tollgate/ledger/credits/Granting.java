package dev.tollgate.ledger.credits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Acquire: wants in order, each all of its path or nothing. Stage 1: exact grants only. Pure: works
 * on rows that its caller has locked, and never grants beyond {@code posted + leased + claimed <=
 * granted}.
 */
final class Granting {
  private final Map<String, AccountRow> accounts;
  private final Map<String, LeaseRow> leases;

  Granting(Map<String, AccountRow> accounts, Map<String, LeaseRow> leases) {
    this.accounts = new LinkedHashMap<>(accounts);
    this.leases = new LinkedHashMap<>(leases);
  }

  List<Grant> apply(List<List<Want>> paths) {
    var results = new ArrayList<Grant>(paths.size());
    for (var path : paths) {
      results.add(apply1(path));
    }
    return results;
  }

  /** The accounts as they are now. */
  Map<String, AccountRow> accounts() {
    return accounts;
  }

  Map<String, LeaseRow> leases() {
    return leases;
  }

  private Grant apply1(List<Want> path) {
    Grant verdict = new Grant.Granted();
    for (var want : path) {
      var answer = judge(want);
      if (answer.finality() > verdict.finality()) {
        verdict = answer;
      }
    }
    if (verdict instanceof Grant.Granted) {
      path.forEach(this::grant);
    }
    return verdict;
  }

  private Grant judge(Want want) {
    long amount = amount(want);
    var account = accounts.get(want.account());
    if (amount == 0) {
      return new Grant.Granted();
    } else if (account == null
        || amount > account.granted() - account.posted() - account.claimed()) {
      return new Grant.Never(want.account());
    } else if (!account.active()) {
      return new Grant.Closed(want.account());
    } else if (amount > account.room()) {
      return new Grant.HeldElsewhere(want.account());
    }
    return new Grant.Granted();
  }

  private void grant(Want want) {
    long amount = amount(want);
    if (amount > 0) {
      accounts.computeIfPresent(want.account(), (id, account) -> account.lease(amount));
      leases.put(want.account(), lease(want).grant(amount));
    }
  }

  /** What the total lacks, but no more than the request needs: a repeated total grants nothing. */
  private long amount(Want want) {
    return Math.clamp(want.total() - lease(want).grantedTotal(), 0L, want.exactShortfall());
  }

  private LeaseRow lease(Want want) {
    return leases.getOrDefault(want.account(), LeaseRow.none(want.account()));
  }
}
