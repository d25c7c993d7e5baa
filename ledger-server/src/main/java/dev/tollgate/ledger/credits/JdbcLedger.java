package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Record;
import java.sql.Connection;
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

/**
 * The transitions of docs/reference/leases.md, section 5, each in one transaction that locks the
 * replica's row, then accounts by id, then leases. Holds no state: any number of them may work on
 * one database.
 */
public final class JdbcLedger {
  private final Transactions transactions;
  private final Supplier<PriceCatalog> catalog;

  public JdbcLedger(Transactions transactions, Supplier<PriceCatalog> catalog) {
    this.transactions = transactions;
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
    return transactions.read(JdbcAccounts::historyId);
  }

  /** Open: the highest epoch owns the replica. */
  public Opened open(ReplicaId replica, String hostBoot, long lastSeq) throws SQLException {
    return transactions.run(connection -> {
      insertUnknown(connection, replica, hostBoot);
      var row = ReplicaRow.lock(connection, replica, ReplicaRow.Lock.FOR_UPDATE);
      if (row == null) {
        throw new SQLException("the replica's row vanished");
      }
      row.requireCaller(replica);
      row.requireNotEnded();
      if (replica.epoch() <= row.epoch()) {
        throw new StreamRefused(
            StreamRefused.Reason.FENCED,
            "epoch " + replica.epoch() + " does not exceed " + row.epoch());
      }
      boolean drainOnly =
          row.draining() || lastSeq < row.watermark() || !hostBoot.equals(row.hostBoot());
      own(connection, replica, drainOnly ? ReplicaRow.DRAINING : ReplicaRow.LIVE);
      var leases =
          JdbcAccounts.allLeases(connection, replica).values().stream()
              .map(l -> new OpenedLease(l.account(), l.grantedTotal(), l.outstanding()))
              .toList();
      return new Opened(JdbcAccounts.historyId(connection), row.watermark(), drainOnly, leases);
    });
  }

  private static void insertUnknown(Connection connection, ReplicaId replica, String hostBoot)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.replica (id, shard, caller, epoch, host_boot) VALUES (?, ?, ?, 0, ?)
        ON CONFLICT DO NOTHING
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setObject(1, replica.id());
      insert.setInt(2, replica.shard());
      insert.setString(3, replica.caller());
      insert.setString(4, hostBoot);
      insert.executeUpdate();
    }
  }

  private static void own(Connection connection, ReplicaId replica, String state)
      throws SQLException {
    var sql =
        "UPDATE ledger.replica SET epoch = ?, heartbeat = 0, state = ? WHERE id = ? AND shard = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, replica.epoch());
      update.setString(2, state);
      update.setObject(3, replica.id());
      update.setInt(4, replica.shard());
      update.executeUpdate();
    }
  }

  /** Acquire: each path of wants for itself. */
  public Acquired acquire(ReplicaId replica, List<List<Want>> paths) throws SQLException {
    return transactions.run(connection -> {
      ReplicaRow.lockOwned(connection, replica, ReplicaRow.Lock.FOR_KEY_SHARE).requireNotDraining();
      var ids = new TreeSet<String>();
      paths.forEach(path -> path.forEach(want -> ids.add(want.account())));
      var accounts = JdbcAccounts.lock(connection, ids);
      var leases = JdbcAccounts.lockLeases(connection, replica, ids);
      var sharing = JdbcScarcity.read(connection, replica, wantedFree(paths));
      var granting = new Granting(accounts, leases, sharing);
      var grants = granting.apply(paths);
      JdbcAccounts.update(connection, accounts, granting.accounts());
      JdbcAccounts.saveLeases(connection, replica, leases, granting.leases());
      JdbcScarcity.mark(connection, granting.scarce());
      return new Acquired(JdbcAccounts.historyId(connection), grants, seen(granting, sharing));
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
    return transactions.run(connection -> {
      var ended = ReplicaRow.lock(connection, replica, ReplicaRow.Lock.FOR_NO_KEY_UPDATE);
      if (last && ended != null && ended.closedBy(replica)) {
        return new Applied(
            JdbcAccounts.historyId(connection), ended.watermark(), List.of(), List.of(), List.of());
      }
      var row = ReplicaRow.lockOwned(connection, replica, ReplicaRow.Lock.FOR_NO_KEY_UPDATE);
      var fresh = beyond(row.watermark(), records);
      var posting = apply(connection, replica, fresh);
      long watermark = row.watermark() + fresh.size();
      if (last) {
        requireOver(connection, replica);
      }
      var state = last ? "closed" : row.state();
      advance(connection, replica, watermark, Math.max(heartbeat, row.heartbeat()), state);
      var reported = posting.books().accounts().keySet();
      return new Applied(
          JdbcAccounts.historyId(connection),
          watermark,
          fresh,
          posting.defects(),
          JdbcScarcity.recalled(connection, replica, reported));
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

  private Posting apply(Connection connection, ReplicaId replica, List<Record> records)
      throws SQLException {
    var accountIds = new TreeSet<String>();
    var keys = new LinkedHashSet<ChargeRow.Key>();
    records.forEach(record -> touched(record, accountIds, keys));
    var accounts = JdbcAccounts.lock(connection, accountIds);
    var leases = JdbcAccounts.lockLeases(connection, replica, accountIds);
    var known = JdbcCharges.find(connection, replica, keys);
    var posting = new Posting(replica.id().toString(), accounts, leases, known, catalog.get());
    posting.apply(records);
    if (!records.isEmpty()) {
      JdbcAccounts.update(connection, accounts, posting.books().accounts());
      write(connection, replica, posting);
      JdbcAccounts.saveLeases(connection, replica, leases, posting.books().leases());
    }
    return posting;
  }

  private static void write(Connection connection, ReplicaId replica, Posting posting)
      throws SQLException {
    JdbcCharges.delete(connection, replica, posting.replaced());
    JdbcCharges.insert(connection, replica, posting.charges().values());
    JdbcCharges.open(connection, replica, posting.opened().values());
    JdbcCharges.close(connection, replica, posting.ended());
    JdbcAccounts.append(connection, posting.books().entries());
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
  private static void requireOver(Connection connection, ReplicaId replica) throws SQLException {
    var sql =
        """
        SELECT account || ' has ' || outstanding || ' outstanding'
        FROM ledger.lease WHERE replica = ? AND shard = ? AND outstanding > 0
        UNION ALL
        SELECT 'reservation ' || n || ' of day ' || day || ' is open'
        FROM ledger.open_reservation WHERE replica = ?
        LIMIT 1
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setInt(2, replica.shard());
      select.setObject(3, replica.id());
      try (var rows = select.executeQuery()) {
        if (rows.next()) {
          throw new StreamRefused(
              StreamRefused.Reason.NOT_OVER,
              "final: this replica is not over: " + rows.getString(1));
        }
      }
    }
  }

  private static void advance(
      Connection connection, ReplicaId replica, long watermark, long heartbeat, String state)
      throws SQLException {
    var sql =
        """
        UPDATE ledger.replica SET watermark = ?, heartbeat = ?, state = ? WHERE id = ? AND shard = ?
        """;
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, watermark);
      update.setLong(2, heartbeat);
      update.setString(3, state);
      update.setObject(4, replica.id());
      update.setInt(5, replica.shard());
      update.executeUpdate();
    }
  }
}
