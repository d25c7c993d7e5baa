package dev.tollgate.ledger.credits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The accounts of one batch and one replica's leases on them, as they change record by record, and
 * the entries that explain every change of a balance.
 */
final class Books {
  private final Map<String, AccountRow> accounts;
  private final Map<String, LeaseRow> leases;
  private final List<Entry> entries = new ArrayList<>();

  Books(Map<String, AccountRow> accounts, Map<String, LeaseRow> leases) {
    this.accounts = new LinkedHashMap<>(accounts);
    this.leases = new LinkedHashMap<>(leases);
  }

  /** Whether the account has a row, or got one in this batch. */
  boolean exists(String account) {
    return accounts.containsKey(account);
  }

  long balance(String account) {
    return account(account).balance();
  }

  long outstanding(String account) {
    return lease(account).outstanding();
  }

  /**
   * Charges an account, with one entry unless the cost is 0, and takes from its lease; negative
   * amounts give back. An account without a row is made.
   */
  void post(String id, Entry.Kind kind, long cost, long taken, long overrun, String reservation) {
    var account = account(id);
    if (cost != 0) {
      entries.add(Entry.next(account, kind, -cost, reservation));
    }
    accounts.put(id, account.lease(-taken).post(cost, overrun, cost == 0 ? 0 : 1));
    leases.put(id, lease(id).take(taken));
  }

  /** Free lease comes home, at most what is outstanding. */
  void giveBack(String id, long amount) {
    accounts.put(id, account(id).lease(-amount));
    leases.put(id, lease(id).giveBack(amount));
  }

  /**
   * Charges an account after its replica's end: as far as nobody else has a right to its credit,
   * the rest is written off. Negative amounts give back.
   *
   * @return what was charged
   */
  long postLate(String id, Entry.Kind kind, long due, long overrun, String reservation) {
    long charged = Math.min(due, Math.max(0, account(id).room()));
    if (due == 0 && overrun == 0) {
      return 0;
    }
    post(id, kind, charged, 0, overrun, reservation);
    accounts.put(id, account(id).writeOff(due - charged));
    return charged;
  }

  /** The most that was spent of an account unseen rises. */
  void uncover(String id, long amount) {
    accounts.put(id, account(id).uncover(amount));
  }

  /** The replica is condemned: what its lease still has comes home, into the dark ceiling. */
  void condemn(String id) {
    long rest = outstanding(id);
    accounts.put(id, account(id).condemn(rest));
    leases.put(id, lease(id).giveBack(rest));
  }

  /** Withdrawn and expired credit leaves as it comes home from leases, with an entry each. */
  void takeClaims() {
    for (var account : List.copyOf(accounts.values())) {
      long withdrawn = account.takeable();
      if (withdrawn > 0) {
        var kind = AccountRow.isWindow(account.id()) ? Entry.Kind.LIMIT : Entry.Kind.WITHDRAWAL;
        entries.add(Entry.next(account, kind, -withdrawn, "claimed"));
        account = account.takeClaimed(withdrawn);
      }
      long lapsed = account.takeableLapsed();
      if (lapsed > 0) {
        entries.add(Entry.next(account, Entry.Kind.EXPIRY, -lapsed, "claimed"));
        account = account.takeLapsed(lapsed);
      }
      accounts.put(account.id(), account);
    }
  }

  private AccountRow account(String id) {
    return accounts.getOrDefault(id, AccountRow.unknown(id));
  }

  private LeaseRow lease(String id) {
    return leases.getOrDefault(id, LeaseRow.none(id));
  }

  /** As they are now, those that had to be made among them. */
  Map<String, AccountRow> accounts() {
    return accounts;
  }

  Map<String, LeaseRow> leases() {
    return leases;
  }

  List<Entry> entries() {
    return entries;
  }
}
