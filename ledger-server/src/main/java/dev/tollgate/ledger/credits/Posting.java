package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Apply: what a batch of a replica's records does to accounts, leases and charges. Pure: works on
 * rows that its caller has locked and writes what it says afterwards. A record takes from the lease
 * what the replica took (docs/reference/leases.md, "Journal"), whatever the ledger makes of its
 * cost.
 */
final class Posting {
  private final String replica;
  private final Map<String, AccountRow> accounts;
  private final Map<String, LeaseRow> leases;
  private final Map<ChargeRow.Key, ChargeRow.Known> known;
  private final PriceCatalog catalog;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<ChargeRow.Key, ChargeRow> charges = new LinkedHashMap<>();
  private final Set<ChargeRow.Key> corrected = new LinkedHashSet<>();
  private final Map<ChargeRow.Key, Admission> opened = new LinkedHashMap<>();
  private final Set<ChargeRow.Key> ended = new LinkedHashSet<>();
  private final List<String> defects = new ArrayList<>();

  /**
   * @param known the charges that exist already, of the reservations that the records name
   */
  Posting(
      String replica,
      Map<String, AccountRow> accounts,
      Map<String, LeaseRow> leases,
      Map<ChargeRow.Key, ChargeRow.Known> known,
      PriceCatalog catalog) {
    this.replica = replica;
    this.accounts = new LinkedHashMap<>(accounts);
    this.leases = new LinkedHashMap<>(leases);
    this.known = new LinkedHashMap<>(known);
    this.catalog = catalog;
  }

  void apply(List<Record> records) {
    records.forEach(this::apply);
    accounts.values().stream().toList().forEach(this::takeClaims);
  }

  private void apply(Record record) {
    switch (record.getBodyCase()) {
      case SETTLE -> {
        var settle = record.getSettle();
        end(
            record.getSeq(),
            settle.getAdmission(),
            settle.getUsage(),
            settle.getCost(),
            settle.getExtension());
      }
      case DARK -> {
        var dark = record.getDark();
        var usage =
            dark.getUsage().toBuilder()
                .setEvidence(dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_DARK)
                .build();
        var hold = dark.getAdmission().getHold();
        end(record.getSeq(), dark.getAdmission(), usage, hold, Vectors.ZERO);
      }
      case CORRECT -> {
        var correct = record.getCorrect();
        correct(
            record.getSeq(),
            correct.getAdmission(),
            correct.getUsage(),
            correct.getCost(),
            correct.getExtension());
      }
      case RETURN -> {
        var back = record.getReturn();
        giveBack(back.getAccount(), back.getAmount());
      }
      case OPENED -> {
        var admission = record.getOpened().getAdmission();
        opened.put(ChargeRow.Key.of(admission), admission);
      }
      case BODY_NOT_SET ->
          throw new IllegalArgumentException("seq " + record.getSeq() + " is empty");
    }
  }

  /** A reservation ends: charged once, whatever was charged before. */
  private void end(
      long seq, Admission admission, Usage usage, Amounts reported, Amounts extension) {
    var key = ChargeRow.Key.of(admission);
    var taken = Vectors.min(reported, Vectors.plus(admission.getHold(), extension));
    ended.add(key);
    opened.remove(key);
    if (known.containsKey(key)) {
      defects.add("reservation " + name(key) + " is charged already; seq " + seq + " does nothing");
      return;
    }
    take(admission, taken);
    var priced = Recomputed.of(admission, usage, reported, catalog);
    noteMismatch(key, priced, reported);
    long before = walletBalance(admission);
    post(admission, priced.cost(), taken, Entry.Kind.CHARGE, key);
    boolean voided = priced.evidence() == Evidence.VOID;
    var kind = voided ? ChargeRow.Kind.VOID : ChargeRow.Kind.POSTED;
    charge(
        new ChargeRow(
            admission,
            seq,
            priced.evidence() == Evidence.DARK ? ChargeRow.Kind.DARK : kind,
            priced.evidence(),
            usage,
            priced.cost(),
            extension,
            taken,
            priced.reportedNanocredits(),
            before,
            walletBalance(admission)));
  }

  /** Usage for a reservation that is charged as dark: the difference is posted. */
  private void correct(
      long seq, Admission admission, Usage usage, Amounts reported, Amounts extension) {
    var key = ChargeRow.Key.of(admission);
    var taken = Vectors.min(reported, Vectors.plus(admission.getHold(), extension));
    var dark = known.get(key);
    if (dark == null || !dark.dark()) {
      defects.add("reservation " + name(key) + " is not dark; seq " + seq + " does nothing");
      return;
    }
    var priced = Recomputed.of(admission, usage, reported, catalog);
    noteMismatch(key, priced, reported);
    long before = walletBalance(admission);
    take(admission, Vectors.minus(taken, admission.getHold()));
    var already = Vectors.of(dark.costNanocredits(), dark.costRequests());
    post(
        admission,
        Vectors.minus(priced.cost(), already),
        Vectors.minus(taken, admission.getHold()),
        Entry.Kind.CORRECTION,
        key);
    corrected.add(key);
    charge(
        new ChargeRow(
            admission,
            seq,
            ChargeRow.Kind.CORRECTED,
            priced.evidence(),
            usage,
            priced.cost(),
            extension,
            taken,
            priced.reportedNanocredits(),
            before,
            walletBalance(admission)));
  }

  private void charge(ChargeRow row) {
    var key = ChargeRow.Key.of(row.admission());
    charges.put(key, row);
    known.put(
        key,
        new ChargeRow.Known(
            key,
            row.kind() == ChargeRow.Kind.DARK,
            row.cost().getNanocredits(),
            row.cost().getRequests()));
  }

  /** The lease was taken from already; here the account gets its charge. */
  private void post(
      Admission admission, Amounts cost, Amounts taken, Entry.Kind kind, ChargeRow.Key key) {
    for (var id : admission.getPathList()) {
      var account = account(id);
      long amount = Vectors.component(id, cost);
      long overrun = Math.max(0, amount - Vectors.component(id, taken));
      if (amount != 0) {
        entries.add(Entry.next(account, kind, -amount, name(key)));
      }
      accounts.put(id, account.post(amount, overrun, amount == 0 ? 0 : 1));
    }
  }

  private void take(Admission admission, Amounts amounts) {
    for (var id : admission.getPathList()) {
      long amount = Vectors.component(id, amounts);
      accounts.put(id, account(id).lease(-amount));
      leases.put(id, lease(id).take(amount));
    }
  }

  private void giveBack(String id, long amount) {
    accounts.put(id, account(id).lease(-amount));
    leases.put(id, lease(id).giveBack(amount));
  }

  /** Claimed credit leaves as it comes home from leases. */
  private void takeClaims(AccountRow account) {
    long amount = account.takeable();
    if (amount > 0) {
      entries.add(Entry.next(account, Entry.Kind.WITHDRAWAL, -amount, "claimed"));
      accounts.put(account.id(), account.takeClaimed(amount));
    }
  }

  private void noteMismatch(ChargeRow.Key key, Recomputed priced, Amounts reported) {
    if (priced.reportedNanocredits() != null) {
      defects.add(
          "reservation %s: the replica computed %d nanocredits, the ledger charges %d"
              .formatted(name(key), reported.getNanocredits(), priced.cost().getNanocredits()));
    }
  }

  private long walletBalance(Admission admission) {
    return account(admission.getPath(0)).balance();
  }

  private AccountRow account(String id) {
    var account = accounts.get(id);
    if (account == null) {
      throw new IllegalArgumentException("path: account " + id + " does not exist");
    }
    return account;
  }

  private LeaseRow lease(String id) {
    return leases.getOrDefault(id, LeaseRow.none(id));
  }

  private String name(ChargeRow.Key key) {
    return key.day() + "-" + replica.replace("-", "") + "-" + key.n();
  }

  Map<String, AccountRow> accounts() {
    return accounts;
  }

  Map<String, LeaseRow> leases() {
    return leases;
  }

  List<Entry> entries() {
    return entries;
  }

  /** Charges to write, one each; those in {@link #corrected} replace a row. */
  Map<ChargeRow.Key, ChargeRow> charges() {
    return charges;
  }

  Set<ChargeRow.Key> corrected() {
    return corrected;
  }

  Map<ChargeRow.Key, Admission> opened() {
    return opened;
  }

  Set<ChargeRow.Key> ended() {
    return ended;
  }

  /** What should never happen and did: alerted by the caller. */
  List<String> defects() {
    return defects;
  }
}
