package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Dark;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Settle;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  /** Usage that one verdict settles at most, far more than a replica has in flight. */
  private static final int FOREIGN_MAX = 100_000;

  private final LedgerStore store;
  private final Supplier<PriceCatalog> catalog;

  public Endings(LedgerStore store, Supplier<PriceCatalog> catalog) {
    this.store = store;
    this.catalog = catalog;
  }

  /** What became of late usage: the charges that were written, and what was wrong. */
  public record Late(UUID historyId, List<ChargeRow> charges, List<String> defects) {}

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
    var named = rows.openReservations(replica);
    var usage = usage(row.watermark(), rows.foreignUsage(replica, FOREIGN_MAX), named);
    var touched = Touched.by(usage);
    named.forEach(touched::add);
    var ids = new TreeSet<>(rows.leases(replica).keySet());
    ids.addAll(touched.accounts());
    var accounts = rows.lockAccounts(ids);
    var leases = rows.lockLeases(replica, ids);
    var known = rows.charges(replica, touched.keys());

    var settled = settled(usage, known);
    var dark = dark(row.watermark(), named, settled, known.keySet());
    var posting = new Posting(replica.id().toString(), accounts, leases, known, catalog.get());
    posting.apply(settled);
    posting.apply(dark);
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
    Ledger.save(rows, replica, accounts, leases, posting);
    rows.endReservations(replica, touched.keys());
    rows.forgetForeignUsage(replica, touched.keys());
    rows.saveReplica(replica, row.condemn());
    var verdict = new Verdict(replica, settled.size(), dark.size(), Map.copyOf(ceiling));
    rows.addVerdict(verdict, row.heartbeat());
    return verdict;
  }

  /** As settlements, on the owner's own word of the admission where the ledger has that. */
  private static List<Record> usage(long seq, List<ForeignUsage> foreign, List<Admission> named) {
    var admissions = new HashMap<ChargeRow.Key, Admission>();
    named.forEach(admission -> admissions.put(ChargeRow.Key.of(admission), admission));
    var usage = new ArrayList<Record>();
    for (var read : foreign) {
      var own = admissions.get(ChargeRow.Key.of(read.getAdmission()));
      usage.add(settle(seq, own == null ? read : read.toBuilder().setAdmission(own).build()));
    }
    return usage;
  }

  /** Those that have no final charge; of dark ones as corrections. */
  private static List<Record> settled(
      List<Record> usage, Map<ChargeRow.Key, ChargeRow.Known> known) {
    var settled = new ArrayList<Record>();
    for (var record : usage) {
      var charge = known.get(ChargeRow.Key.of(record.getSettle().getAdmission()));
      if (charge == null) {
        settled.add(record);
      } else if (charge.dark()) {
        settled.add(correct(record));
      }
    }
    return settled;
  }

  /** The named reservations that have neither a charge nor usage. */
  private static List<Record> dark(
      long seq, List<Admission> named, List<Record> settled, Set<ChargeRow.Key> charged) {
    var withUsage = Touched.by(settled).keys();
    var dark = new ArrayList<Record>();
    for (var admission : named) {
      var key = ChargeRow.Key.of(admission);
      if (!withUsage.contains(key) && !charged.contains(key)) {
        var body = Dark.newBuilder().setAdmission(admission);
        dark.add(Record.newBuilder().setSeq(seq).setDark(body).build());
      }
    }
    return dark;
  }

  static Record settle(long seq, ForeignUsage foreign) {
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
      var row = ReplicaRow.require(rows.lockReplica(replica, LedgerRows.Lock.FOR_NO_KEY_UPDATE));
      row.requireCaller(replica);
      row.requireEnded();
      return charge(rows, replica, row, records);
    });
  }

  /**
   * Usage by another road, all of one replica: kept for the replica if it may still report, or was
   * never heard of; else charged as by Late, as is what the replica took for never sent.
   */
  public Late forward(ReplicaId owner, List<ForeignUsage> usages) throws SQLException {
    return store.run(rows -> {
      var row = rows.lockReplica(owner, LedgerRows.Lock.FOR_NO_KEY_UPDATE);
      var records = usages.stream().map(usage -> settle(0, usage)).toList();
      if (row != null && row.ended()) {
        return charge(rows, owner, row, records);
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
      var voided = VoidedUsage.of(records, known);
      return row == null || voided.isEmpty()
          ? new Late(rows.historyId(), List.of(), List.of())
          : charge(rows, owner, row, voided);
    });
  }

  private Late charge(LedgerRows rows, ReplicaId replica, ReplicaRow row, List<Record> records)
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
    return new Late(rows.historyId(), List.copyOf(posting.charges().values()), posting.defects());
  }
}
