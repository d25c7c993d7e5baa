package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.Record;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transitions of docs/reference/leases.md, section 5, each in one transaction that locks the
 * replica's row, then accounts by id, then leases. Holds no state: any number of them may work on
 * one database.
 */
public final class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  /** Usage by another road in one reply. */
  private static final int FOREIGN_MAX = 100;

  private final LedgerStore store;
  private final Supplier<PriceCatalog> catalog;

  /** Says which windows are current. */
  private final InstantSource clock;

  public Ledger(LedgerStore store, Supplier<PriceCatalog> catalog, InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.clock = clock;
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
   * How far a stream is, which records that took, what was wrong without stopping it, of which
   * accounts the replica is asked for its free lease, and usage of its reservations that others
   * read.
   */
  public record Applied(
      UUID historyId,
      long watermark,
      List<Record> records,
      List<String> defects,
      List<String> recalls,
      List<ForeignUsage> foreignUsage) {}

  /**
   * A process that takes a replica over.
   *
   * @param lastSeq the newest in its journal
   * @param acked the newest that the ledger acknowledged to this process; 0 if it knows of none
   * @param historyId in which it was open; empty if it was not
   * @param silentMillis how long it must be silent before nothing that it admitted can be reported
   */
  public record Opening(
      String hostBoot, long lastSeq, long acked, String historyId, long silentMillis) {}

  /** Changes whenever the ledger may have lost commits. */
  public UUID historyId() throws SQLException {
    return store.read(LedgerRows::historyId);
  }

  /**
   * Open: the highest epoch owns the replica. One that was open in the present history, and of
   * which the ledger does not know that or lacks what it acknowledged, shows that commits are lost:
   * a new history begins.
   */
  public Opened open(ReplicaId replica, Opening opening) throws SQLException {
    return store.run(rows -> {
      rows.addReplica(replica, opening.hostBoot());
      var row = ReplicaRow.require(rows.lockReplica(replica, LedgerRows.Lock.FOR_UPDATE));
      row.requireCaller(replica);
      row.requireNotEnded();
      if (replica.epoch() <= row.epoch()) {
        throw new StreamRefused(
            StreamRefused.Reason.FENCED,
            "epoch " + replica.epoch() + " does not exceed " + row.epoch());
      }
      var history = rows.historyId();
      if (lost(opening, row) && opening.historyId().equals(history.toString())) {
        log.error(
            "The ledger lost commits: replica {} was open in its history with seq {} acknowledged,"
                + " and it knows of epoch {} and seq {}",
            replica.id(),
            opening.acked(),
            row.epoch(),
            row.watermark());
        history = rows.newHistory();
      }
      boolean drainOnly =
          row.draining()
              || opening.lastSeq() < row.watermark()
              || !opening.hostBoot().equals(row.hostBoot());
      var state = drainOnly ? ReplicaRow.DRAINING : ReplicaRow.LIVE;
      rows.saveReplica(replica, row.openedBy(replica, state));
      rows.bind(replica, history, opening.silentMillis());
      var leases =
          rows.leases(replica).values().stream()
              .map(l -> new OpenedLease(l.account(), l.grantedTotal(), l.outstanding()))
              .toList();
      return new Opened(history, row.watermark(), drainOnly, leases);
    });
  }

  /** Whether a process knows more of what the ledger told it than the ledger does. */
  private static boolean lost(Opening opening, ReplicaRow row) {
    return opening.acked() > row.watermark() || row.epoch() == 0;
  }

  /** Refuses whoever is not the owner of a replica that has not ended. */
  public void requireOwner(Owner owner) throws SQLException {
    var _ = store.run(rows -> owner.lock(rows, LedgerRows.Lock.FOR_KEY_SHARE));
  }

  /** Acquire: each path of wants for itself. */
  public Acquired acquire(Owner owner, List<List<Want>> paths) throws SQLException {
    var replica = owner.replica();
    var ids = new TreeSet<String>();
    paths.forEach(path -> path.forEach(want -> ids.add(want.account())));
    ids.removeAll(Windows.closed(store, ids, clock.instant()));
    return store.run(rows -> {
      owner.lock(rows, LedgerRows.Lock.FOR_KEY_SHARE).requireNotDraining();
      var accounts = rows.lockAccounts(ids);
      var leases = rows.lockLeases(replica, ids);
      var sharing = rows.sharing(replica, wantedFree(paths));
      var granting = new Granting(accounts, leases, sharing);
      var grants = granting.apply(paths);
      rows.saveAccounts(accounts, granting.accounts());
      rows.saveLeases(replica, leases, granting.leases());
      rows.markScarce(granting.scarce());
      return new Acquired(owner.historyId(), grants, seen(granting, sharing));
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
   * heartbeat} 0 leaves the replica's alone.
   */
  public Applied report(Owner owner, long heartbeat, List<Record> records) throws SQLException {
    return store.run(rows -> {
      var row = owner.lock(rows, LedgerRows.Lock.FOR_NO_KEY_UPDATE);
      return report(rows, owner, row, heartbeat, records, row.state());
    });
  }

  /**
   * The last Report, which closes the replica: everything up to {@code lastSeq} is applied then,
   * nothing open and nothing leased. Repeating it changes nothing.
   */
  public Applied close(Owner owner, List<Record> records, long lastSeq) throws SQLException {
    var replica = owner.replica();
    return store.run(rows -> {
      // Alone: an Acquire that is under way would lease to a replica that has ended.
      var ended = ReplicaRow.require(rows.lockReplica(replica, LedgerRows.Lock.FOR_UPDATE));
      if (ended.closedBy(replica)) {
        return new Applied(
            rows.historyId(), ended.watermark(), List.of(), List.of(), List.of(), List.of());
      }
      var row = owner.of(rows, ended);
      row.requireNotDraining();
      var applied = report(rows, owner, row, 0, records, ReplicaRow.CLOSED);
      requireOver(rows, replica, applied, lastSeq);
      return applied;
    });
  }

  private Applied report(
      LedgerRows rows,
      Owner owner,
      ReplicaRow row,
      long heartbeat,
      List<Record> records,
      String state)
      throws SQLException {
    var replica = owner.replica();
    var fresh = beyond(row.watermark(), records);
    var waiting = VoidedUsage.waiting(rows, replica, row, fresh);
    var posting = apply(rows, replica, fresh);
    var charged = VoidedUsage.charge(rows, replica, posting, waiting, catalog.get());
    var reported = row.reported(heartbeat, fresh.size(), state);
    rows.saveReplica(replica, reported);
    if (row.hasForeignUsage()) {
      rows.forgetForeignUsage(replica, posting.settled());
    }
    return new Applied(
        owner.historyId(),
        reported.watermark(),
        fresh,
        Stream.concat(posting.defects().stream(), charged.stream()).toList(),
        rows.recalled(replica, posting.books().accounts().keySet()),
        row.hasForeignUsage() ? rows.foreignUsage(replica, FOREIGN_MAX) : List.of());
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
    var touched = Touched.by(records);
    var accounts = rows.lockAccounts(touched.accounts());
    var leases = rows.lockLeases(replica, touched.accounts());
    var known = rows.charges(replica, touched.keys());
    var posting = new Posting(replica.id().toString(), accounts, leases, known, catalog.get());
    posting.apply(records);
    if (!records.isEmpty()) {
      save(rows, replica, accounts, leases, posting);
    }
    return posting;
  }

  /** Writes what records did to rows that were locked as they are said to be. */
  static void save(
      LedgerRows rows,
      ReplicaId replica,
      Map<String, AccountRow> accounts,
      Map<String, LeaseRow> leases,
      Posting posting)
      throws SQLException {
    var books = posting.books();
    rows.saveAccounts(accounts, books.accounts());
    rows.saveCharges(replica, posting.charges().values(), posting.replaced());
    rows.openReservations(replica, posting.opened().values());
    rows.endReservations(replica, posting.ended());
    rows.append(books.entries());
    rows.saveLeases(replica, leases, books.leases());
  }

  /** Nothing may be open, leased or waiting, nor a record be lacking that was acknowledged once. */
  private static void requireOver(LedgerRows rows, ReplicaId replica, Applied applied, long lastSeq)
      throws SQLException {
    if (applied.watermark() != lastSeq) {
      throw new StreamRefused(
          StreamRefused.Reason.GAP,
          "last_seq is " + lastSeq + ", the watermark " + applied.watermark());
    }
    var left =
        applied.foreignUsage().isEmpty()
            ? rows.unfinished(replica)
            : "usage that others read waits for it";
    if (left != null) {
      throw new StreamRefused(
          StreamRefused.Reason.NOT_OVER, "final: this replica is not over: " + left);
    }
  }
}
