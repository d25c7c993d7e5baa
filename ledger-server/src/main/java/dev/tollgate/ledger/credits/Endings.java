package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Dark;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Settle;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens when a replica will not report any more, and afterwards: the verdict, Late, and
 * usage by another road (docs/reference/leases.md). Each in one transaction, locked as {@link
 * Ledger} locks. Holds no state.
 */
public final class Endings {
  /** Usage that one verdict settles at most; what is more of it is charged as by Late. */
  private static final int FOREIGN_MAX = 100_000;

  private final LedgerStore store;
  private final Supplier<PriceCatalog> catalog;

  public Endings(LedgerStore store, Supplier<PriceCatalog> catalog) {
    this.store = store;
    this.catalog = catalog;
  }

  /** What became of late usage: the charges that were written; the rest was charged before. */
  public record Late(UUID historyId, List<ChargeRow> charges) {}

  /** Of every replica that has not ended. */
  List<Heartbeat> heartbeats() throws SQLException {
    return store.read(LedgerRows::heartbeats);
  }

  /**
   * The verdict, if the replica's heartbeat is still the one that was seen: what the ledger knows
   * by name is charged, at its usage if that came by another road, else as dark; what else was
   * leased comes home and counts as dark ceiling. Null if the replica has spoken or ended
   * meanwhile.
   */
  @Nullable Verdict condemn(Heartbeat seen) throws SQLException {
    return store.run(rows -> {
      var row = rows.lockReplica(seen.replica(), LedgerRows.Lock.FOR_UPDATE);
      return row == null || row.ended() || !row.isAt(seen)
          ? null
          : condemn(rows, seen.replica(), row);
    });
  }

  private Verdict condemn(LedgerRows rows, ReplicaId replica, ReplicaRow row) throws SQLException {
    var foreign = rows.foreignUsage(replica, FOREIGN_MAX);
    var named = rows.openReservations(replica);
    var usage = new ArrayList<Record>();
    foreign.forEach(f -> usage.add(settle(row.watermark(), f)));
    var touched = Touched.by(usage);
    named.forEach(touched::add);
    var leased = new TreeSet<>(rows.leases(replica).keySet());
    leased.addAll(touched.accounts());
    var accounts = rows.lockAccounts(leased);
    var leases = rows.lockLeases(replica, leased);
    var known = rows.charges(replica, touched.keys());
    var ended = new HashSet<>(touched.keys());
    ended.removeIf(key -> known.containsKey(key) && !known.get(key).dark());

    var records = new ArrayList<Record>();
    for (var record : usage) {
      var key = ChargeRow.Key.of(record.getSettle().getAdmission());
      if (ended.contains(key)) {
        records.add(known.containsKey(key) ? correct(record) : record);
      }
    }
    int settled = records.size();
    var withUsage = Touched.by(records).keys();
    for (var admission : named) {
      var key = ChargeRow.Key.of(admission);
      if (!withUsage.contains(key) && !known.containsKey(key)) {
        var dark = Dark.newBuilder().setAdmission(admission);
        records.add(Record.newBuilder().setSeq(row.watermark()).setDark(dark).build());
      }
    }
    var posting = new Posting(replica.id().toString(), accounts, leases, known, catalog.get());
    posting.apply(records);
    var books = posting.books();
    var ceiling = new TreeMap<String, Long>();
    for (var account : List.copyOf(books.leases().keySet())) {
      long rest = books.outstanding(account);
      if (rest > 0) {
        books.condemn(account);
        ceiling.put(account, rest);
      }
    }
    books.takeClaims();
    rows.saveAccounts(accounts, books.accounts());
    rows.saveCharges(replica, posting.charges().values(), posting.replaced());
    rows.endReservations(replica, touched.keys());
    rows.forgetForeignUsage(replica, touched.keys());
    rows.append(books.entries());
    rows.saveLeases(replica, leases, books.leases());
    rows.saveReplica(replica, row.condemn());
    return new Verdict(replica, settled, records.size() - settled, Map.copyOf(ceiling));
  }

  private static Record settle(long seq, ForeignUsage foreign) {
    var settle =
        Settle.newBuilder()
            .setAdmission(foreign.getAdmission())
            .setCost(foreign.getCost())
            .setUsage(foreign.getUsage());
    return Record.newBuilder().setSeq(seq).setSettle(settle).build();
  }

  private static Record correct(Record settled) {
    var settle = settled.getSettle();
    var correct =
        Correct.newBuilder()
            .setAdmission(settle.getAdmission())
            .setCost(settle.getCost())
            .setUsage(settle.getUsage());
    return Record.newBuilder().setSeq(settled.getSeq()).setCorrect(correct).build();
  }

  /** Late: what a replica that has ended still has to tell. Refused while it may report. */
  public Late late(ReplicaId replica, List<Record> records) throws SQLException {
    return store.run(rows -> {
      var row = rows.lockReplica(replica, LedgerRows.Lock.FOR_NO_KEY_UPDATE);
      if (row == null) {
        throw new StreamRefused(StreamRefused.Reason.UNKNOWN, "this replica was never opened");
      }
      row.requireCaller(replica);
      row.requireEnded();
      return new Late(rows.historyId(), charge(rows, replica, row, records));
    });
  }

  /**
   * Usage by another road, all of one replica: kept for the replica if it may still report, or was
   * never heard of; else charged as by Late.
   */
  public Late forward(ReplicaId owner, List<ForeignUsage> usages) throws SQLException {
    return store.run(rows -> {
      var row = rows.lockReplica(owner, LedgerRows.Lock.FOR_NO_KEY_UPDATE);
      var records = usages.stream().map(usage -> settle(0, usage)).toList();
      if (row != null && row.ended()) {
        return new Late(rows.historyId(), charge(rows, owner, row, records));
      }
      var known = rows.charges(owner, Touched.by(records).keys());
      var waiting =
          usages.stream()
              .filter(usage -> {
                var charge = known.get(ChargeRow.Key.of(usage.getAdmission()));
                return charge == null || charge.dark();
              })
              .toList();
      rows.keepForeignUsage(owner, waiting);
      return new Late(rows.historyId(), List.of());
    });
  }

  private List<ChargeRow> charge(
      LedgerRows rows, ReplicaId replica, ReplicaRow row, List<Record> records)
      throws SQLException {
    var touched = Touched.by(records);
    var accounts = rows.lockAccounts(touched.accounts());
    var known = rows.charges(replica, touched.keys());
    var posting =
        new LatePosting(replica.id().toString(), row.condemned(), accounts, known, catalog.get());
    posting.apply(records);
    rows.saveAccounts(accounts, posting.books().accounts());
    rows.saveCharges(replica, posting.charges().values(), posting.replaced());
    rows.append(posting.books().entries());
    if (row.hasForeignUsage()) {
      rows.forgetForeignUsage(replica, touched.keys());
    }
    return List.copyOf(posting.charges().values());
  }
}
