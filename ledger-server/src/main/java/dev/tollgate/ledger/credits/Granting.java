package dev.tollgate.ledger.credits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Acquire: wants in order, each all of its path or nothing. Exact wants are granted as far as there
 * is room; a want of free lease whole or not at all, within {@link Sharing#cap}: a part of what it
 * asks for may be less than one hold, which serves nobody. Pure: works on rows that its caller has
 * locked, and never grants beyond {@code posted + leased + claimed <= granted}.
 */
final class Granting {
  private final Map<String, AccountRow> accounts;
  private final Map<String, LeaseRow> leases;
  private final Map<String, Sharing> sharing;
  private final Set<String> scarce = new TreeSet<>();

  /**
   * @param sharing of accounts of which free lease is wanted; others count as {@link Sharing#ALONE}
   */
  Granting(
      Map<String, AccountRow> accounts,
      Map<String, LeaseRow> leases,
      Map<String, Sharing> sharing) {
    this.accounts = new LinkedHashMap<>(accounts);
    this.leases = new LinkedHashMap<>(leases);
    this.sharing = Map.copyOf(sharing);
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

  /** Accounts of which more was needed than is free. */
  Set<String> scarce() {
    return scarce;
  }

  private Grant apply1(List<Want> path) {
    Grant verdict = new Grant.Granted();
    for (var want : path) {
      var answer = judge(want);
      if (answer.finality() > verdict.finality()) {
        verdict = answer;
      }
    }
    switch (verdict) {
      case Grant.Granted() -> path.forEach(this::grant);
      case Grant.HeldElsewhere(var account) -> scarce.add(account);
      case Grant.Closed(var account) -> {}
      case Grant.Never(var account) -> {}
    }
    return verdict;
  }

  private Grant judge(Want want) {
    long amount = exact(want);
    var account = accounts.get(want.account());
    if (amount == 0) {
      return new Grant.Granted();
    } else if (account == null) {
      // No wallet has nothing in it; a window without an account is closed to everybody.
      return AccountRow.isWindow(want.account())
          ? new Grant.Closed(want.account())
          : new Grant.Never(want.account());
    } else if (amount > account.payable()) {
      return new Grant.Never(want.account());
    } else if (!account.active()) {
      return new Grant.Closed(want.account());
    } else if (amount > account.room()) {
      return new Grant.HeldElsewhere(want.account());
    }
    return new Grant.Granted();
  }

  private void grant(Want want) {
    long amount = free(want) ? lacking(want) : exact(want);
    if (amount > 0) {
      accounts.computeIfPresent(want.account(), (id, account) -> account.lease(amount));
      leases.put(want.account(), lease(want).grant(amount));
    }
  }

  private boolean free(Want want) {
    var account = accounts.get(want.account());
    if (!want.asksForFreeLease() || account == null || !account.active()) {
      return false;
    }
    var shared = sharing.getOrDefault(want.account(), Sharing.ALONE);
    return lacking(want) <= shared.cap(account.room());
  }

  /** What the total lacks, but no more than the request needs: a repeated total grants nothing. */
  private long exact(Want want) {
    return Math.min(lacking(want), want.exactShortfall());
  }

  private long lacking(Want want) {
    return Math.max(0, want.total() - lease(want).grantedTotal());
  }

  private LeaseRow lease(Want want) {
    return leases.getOrDefault(want.account(), LeaseRow.none(want.account()));
  }
}
