package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Record;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of docs/reference/leases.md, section 5, each in one transaction that locks the
 * replica's row, then accounts by id, then leases. Holds no state: any number of them may work on
 * one database.
 */
public final class Ledger {
  private final LedgerStore store;
  private final Supplier<PriceCatalog> catalog;

  public Ledger(LedgerStore store, Supplier<PriceCatalog> catalog) {
    this.store = store;
    this.catalog = catalog;
  }

  /** What an opened replica starts from. */
  public record Opened(
      UUID historyId, long watermark, boolean drainOnly, List<OpenedLease> leases) {}

  public record OpenedLease(String account, long grantedTotal, long outstanding) {}

  /** What a replica was granted, and the accounts afterwards; unknown accounts are left out. */
  public record Acquired(UUID historyId, List<Grant> grants, List<AccountSeen> accounts) {}

  /** An account with the replica's total on it; if it is scarce, only exact grants are made. */
  public record AccountSeen(AccountRow account, long grantedTotal, boolean scarce) {}

  /**
   * How far a stream is, which records that took, what was wrong without stopping it, and of which
   * accounts the replica is asked for its free lease.
   */
  public record Applied(
      UUID historyId,
      long watermark,
      List<Record> records,
      List<String> defects,
      List<String> recalls) {}

  /** Changes whenever the ledger may have lost commits. */
  public UUID historyId() throws SQLException {
    return store.read(LedgerRows::historyId);
  }

  /** Open: the highest epoch owns the replica. */
  public Opened open(ReplicaId replica, String hostBoot, long lastSeq) throws SQLException {
    return store.run(rows -> {
      rows.addReplica(replica, hostBoot);
      var row = require(rows.lockReplica(replica, LedgerRows.Lock.FOR_UPDATE));
      row.requireCaller(replica);
      row.requireNotEnded();
      if (replica.epoch() <= row.epoch()) {
        throw new StreamRefused(
            StreamRefused.Reason.FENCED,
            "epoch " + replica.epoch() + " does not exceed " + row.epoch());
      }
      boolean drainOnly =
          row.draining() || lastSeq < row.watermark() || !hostBoot.equals(row.hostBoot());
      var state = drainOnly ? ReplicaRow.DRAINING : ReplicaRow.LIVE;
      rows.saveReplica(replica, row.openedBy(replica, state));
      var leases =
          rows.leases(replica).values().stream()
              .map(l -> new OpenedLease(l.account(), l.grantedTotal(), l.outstanding()))
              .toList();
      return new Opened(rows.historyId(), row.watermark(), drainOnly, leases);
    });
  }

  /** Refuses whoever is not the owner of a replica that has not ended. */
  public void requireOwner(ReplicaId replica) throws SQLException {
    var _ = store.run(rows -> owned(rows, replica, LedgerRows.Lock.FOR_KEY_SHARE));
  }

  /** Acquire: each path of wants for itself. */
  public Acquired acquire(ReplicaId replica, List<List<Want>> paths) throws SQLException {
    return store.run(rows -> {
      owned(rows, replica, LedgerRows.Lock.FOR_KEY_SHARE).requireNotDraining();
      var ids = new TreeSet<String>();
      paths.forEach(path -> path.forEach(want -> ids.add(want.account())));
      var accounts = rows.lockAccounts(ids);
      var leases = rows.lockLeases(replica, ids);
      var sharing = rows.sharing(replica, wantedFree(paths));
      var granting = new Granting(accounts, leases, sharing);
      var grants = granting.apply(paths);
      rows.saveAccounts(accounts, granting.accounts());
      rows.saveLeases(replica, leases, granting.leases());
      rows.markScarce(granting.scarce());
      return new Acquired(rows.historyId(), grants, seen(granting, sharing));
    });
  }

  private static Set<String> wantedFree(List<List<Want>> paths) {
    return paths.stream()
        .flatMap(List::stream)
        .filter(Want::asksForFreeLease)
        .map(Want::account)
        .collect(Collectors.toSet());
  }

  private static List<AccountSeen> seen(Granting granting, Map<String, Sharing> sharing) {
    var seen = new ArrayList<AccountSeen>();
    for (var account : granting.accounts().values()) {
      var lease = granting.leases().getOrDefault(account.id(), LeaseRow.none(account.id()));
      boolean scarce =
          granting.scarce().contains(account.id())
              || sharing.getOrDefault(account.id(), Sharing.ALONE).scarce();
      seen.add(new AccountSeen(account, lease.grantedTotal(), scarce));
    }
    return seen;
  }

  /**
   * Report: applies the records beyond the watermark, and the watermark with them. {@code
   * heartbeat} 0 leaves the replica's alone. With {@code last} the replica is closed; repeating
   * that changes nothing.
   */
  public Applied report(ReplicaId replica, long heartbeat, List<Record> records, boolean last)
      throws SQLException {
    return store.run(rows -> {
      var ended = rows.lockReplica(replica, LedgerRows.Lock.FOR_NO_KEY_UPDATE);
      if (last && ended != null && ended.closedBy(replica)) {
        return new Applied(rows.historyId(), ended.watermark(), List.of(), List.of(), List.of());
      }
      var row = require(ended).requireOwner(replica);
      var fresh = beyond(row.watermark(), records);
      var posting = apply(rows, replica, fresh);
      long watermark = row.watermark() + fresh.size();
      if (last) {
        requireOver(rows, replica);
      }
      var state = last ? ReplicaRow.CLOSED : row.state();
      rows.saveReplica(replica, row.reported(heartbeat, fresh.size(), state));
      var reported = posting.books().accounts().keySet();
      return new Applied(
          rows.historyId(), watermark, fresh, posting.defects(), rows.recalled(replica, reported));
    });
  }

  private static List<Record> beyond(long watermark, List<Record> records) {
    var fresh = records.stream().filter(record -> record.getSeq() > watermark).toList();
    long expected = watermark + 1;
    for (var record : fresh) {
      if (record.getSeq() != expected++) {
        throw new StreamRefused(
            StreamRefused.Reason.GAP, "seq " + record.getSeq() + " after watermark " + watermark);
      }
    }
    return fresh;
  }

  private Posting apply(LedgerRows rows, ReplicaId replica, List<Record> records)
      throws SQLException {
    var accountIds = new TreeSet<String>();
    var keys = new LinkedHashSet<ChargeRow.Key>();
    records.forEach(record -> touched(record, accountIds, keys));
    var accounts = rows.lockAccounts(accountIds);
    var leases = rows.lockLeases(replica, accountIds);
    var known = rows.charges(replica, keys);
    var posting = new Posting(replica.id().toString(), accounts, leases, known, catalog.get());
    posting.apply(records);
    if (!records.isEmpty()) {
      rows.saveAccounts(accounts, posting.books().accounts());
      write(rows, replica, posting);
      rows.saveLeases(replica, leases, posting.books().leases());
    }
    return posting;
  }

  private static void write(LedgerRows rows, ReplicaId replica, Posting posting)
      throws SQLException {
    rows.saveCharges(replica, posting.charges().values(), posting.replaced());
    rows.openReservations(replica, posting.opened().values());
    rows.endReservations(replica, posting.ended());
    rows.append(posting.books().entries());
  }

  private static void touched(Record record, Collection<String> accounts, Set<ChargeRow.Key> keys) {
    switch (record.getBodyCase()) {
      case SETTLE -> touched(record.getSettle().getAdmission(), accounts, keys);
      case DARK -> touched(record.getDark().getAdmission(), accounts, keys);
      case CORRECT -> touched(record.getCorrect().getAdmission(), accounts, keys);
      case RETURN -> accounts.add(record.getReturn().getAccount());
      case OPENED, BODY_NOT_SET -> {}
    }
  }

  private static void touched(
      Admission admission, Collection<String> accounts, Set<ChargeRow.Key> keys) {
    accounts.addAll(admission.getPathList());
    keys.add(ChargeRow.Key.of(admission));
  }

  /** Close: nothing may be open and nothing leased. */
  private static void requireOver(LedgerRows rows, ReplicaId replica) throws SQLException {
    var left = rows.unfinished(replica);
    if (left != null) {
      throw new StreamRefused(
          StreamRefused.Reason.NOT_OVER, "final: this replica is not over: " + left);
    }
  }

  private static ReplicaRow owned(LedgerRows rows, ReplicaId replica, LedgerRows.Lock lock)
      throws SQLException {
    return require(rows.lockReplica(replica, lock)).requireOwner(replica);
  }

  private static ReplicaRow require(@Nullable ReplicaRow row) {
    if (row == null) {
      throw new StreamRefused(StreamRefused.Reason.UNKNOWN, "this replica was never opened");
    }
    return row;
  }
}
