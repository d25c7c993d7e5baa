package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Unit;
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
 * rows that its caller has locked and writes what it says afterwards.
 *
 * <p>Every record moves one reservation's charge from what it was to what it is now (from nothing,
 * for a Settle or a Dark), and each account of the path by the difference. A record takes from the
 * lease what the replica took (docs/reference/leases.md, "Journal"), whatever the ledger makes of
 * the cost. Two rules keep a replica that is wrong, or a ledger that was restored from a backup,
 * from harming anyone: no record takes more than the lease has outstanding (the rest is overrun),
 * and a record that contradicts the charges takes nothing at all. Both are defects, and credit they
 * leave behind stays leased.
 */
final class Posting {
  private final String replica;
  private final Books books;
  private final Map<ChargeRow.Key, ChargeRow.Known> known;
  private final PriceCatalog catalog;
  private final Map<ChargeRow.Key, ChargeRow> charges = new LinkedHashMap<>();
  private final Set<ChargeRow.Key> replaced = new LinkedHashSet<>();
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
    this.books = new Books(accounts, leases);
    this.known = new LinkedHashMap<>(known);
    this.catalog = catalog;
  }

  void apply(List<Record> records) {
    records.forEach(this::apply);
    books.takeClaims();
  }

  private void apply(Record record) {
    long seq = record.getSeq();
    switch (record.getBodyCase()) {
      case SETTLE -> {
        var settle = record.getSettle();
        end(seq, settle.getAdmission(), settle.getUsage(), settle.getCost(), settle.getExtension());
      }
      case DARK -> {
        var dark = record.getDark();
        var usage = dark.getUsage().toBuilder().setEvidence(PriceProtos.toProto(Evidence.DARK));
        var hold = dark.getAdmission().getHold();
        end(seq, dark.getAdmission(), usage.build(), hold, Vectors.ZERO);
      }
      case CORRECT -> {
        var correct = record.getCorrect();
        correct(
            seq,
            correct.getAdmission(),
            correct.getUsage(),
            correct.getCost(),
            correct.getExtension());
      }
      case RETURN -> giveBack(seq, record.getReturn().getAccount(), record.getReturn().getAmount());
      case OPENED -> {
        var admission = record.getOpened().getAdmission();
        opened.put(ChargeRow.Key.of(admission), admission);
      }
      case BODY_NOT_SET -> throw new IllegalArgumentException("seq " + seq + " is empty");
    }
  }

  /** A reservation ends, with usage or without: charged once, whatever was charged before. */
  private void end(
      long seq, Admission admission, Usage usage, Amounts reported, Amounts extension) {
    var key = ChargeRow.Key.of(admission);
    ended.add(key);
    opened.remove(key);
    var before = known.get(key);
    if (before != null && before.dark() && !dark(usage)) {
      defects.add("reservation %s is dark: seq %d corrects it".formatted(name(key), seq));
      correct(seq, admission, usage, reported, extension);
      return;
    }
    if (before != null) {
      defects.add(
          "reservation %s is charged already: seq %d takes and charges nothing"
              .formatted(name(key), seq));
      return;
    }
    var priced = price(admission, usage, reported);
    var kind =
        switch (priced.evidence()) {
          case DARK -> ChargeRow.Kind.DARK;
          case VOID -> ChargeRow.Kind.VOID;
          case EXACT, PARTIAL, ESTIMATED, FIXED, ZERO, BOUND -> ChargeRow.Kind.POSTED;
        };
    var takes = Vectors.min(reported, Vectors.plus(admission.getHold(), extension));
    move(seq, ChargeRow.Known.nothing(key), kind, admission, usage, priced, extension, takes);
  }

  private static boolean dark(Usage usage) {
    return usage.getEvidence() == PriceProtos.toProto(Evidence.DARK);
  }

  /** Usage for a reservation that is charged as dark: the difference is posted. */
  private void correct(
      long seq, Admission admission, Usage usage, Amounts reported, Amounts extension) {
    var key = ChargeRow.Key.of(admission);
    var dark = known.get(key);
    if (dark == null || !dark.dark()) {
      defects.add(
          "reservation %s is not dark: seq %d takes and corrects nothing"
              .formatted(name(key), seq));
      return;
    }
    replaced.add(key);
    var priced = price(admission, usage, reported);
    var held = Vectors.plus(admission.getHold(), extension);
    var takes = Vectors.minus(Vectors.min(reported, held), admission.getHold());
    move(seq, dark, ChargeRow.Kind.CORRECTED, admission, usage, priced, extension, takes);
  }

  private Recomputed price(Admission admission, Usage usage, Amounts reported) {
    var priced = Recomputed.of(admission, usage, reported, catalog);
    if (priced.reported() != null) {
      defects.add(
          "reservation %s: the replica computed %s, the ledger %s and charges %s"
              .formatted(
                  name(ChargeRow.Key.of(admission)),
                  Vectors.text(reported),
                  priced.own() == null ? "has no price for it" : Vectors.text(priced.own()),
                  Vectors.text(priced.cost())));
    }
    return priced;
  }

  /** The charge becomes what it is now; every account of its path moves by the difference. */
  private void move(
      long seq,
      ChargeRow.Known was,
      ChargeRow.Kind kind,
      Admission admission,
      Usage usage,
      Recomputed priced,
      Amounts extension,
      Amounts takes) {
    long balanceBefore = books.balance(admission.getPath(0));
    var taken = Vectors.plus(was.taken(), takeable(seq, admission, was, takes));
    var entry = kind == ChargeRow.Kind.CORRECTED ? Entry.Kind.CORRECTION : Entry.Kind.CHARGE;
    for (var id : admission.getPathList()) {
      long wasCost = Vectors.component(id, was.cost());
      long wasTaken = Vectors.component(id, was.taken());
      long isCost = Vectors.component(id, priced.cost());
      long isTaken = Vectors.component(id, taken);
      long overrun = Math.max(0, isCost - isTaken) - Math.max(0, wasCost - wasTaken);
      post(id, entry, isCost - wasCost, isTaken - wasTaken, overrun, name(was.key()));
    }
    long balanceAfter = books.balance(admission.getPath(0));
    var row =
        new ChargeRow(
            admission,
            seq,
            kind,
            priced.evidence(),
            usage,
            priced.cost(),
            extension,
            taken,
            priced.reported(),
            balanceBefore,
            balanceAfter,
            List.of(),
            List.of());
    charges.put(was.key(), row);
    known.put(was.key(), row.known());
  }

  private void post(
      String id, Entry.Kind kind, long cost, long taken, long overrun, String reservation) {
    if (cost == 0 && taken == 0 && overrun == 0) {
      return;
    }
    if (!books.exists(id)) {
      defects.add("account %s does not exist: it is made and owes %d".formatted(id, cost));
    }
    books.post(id, kind, cost, taken, overrun, reservation);
  }

  /**
   * What of {@code takes} the leases of the path can give, or can be given back, unit by unit. Less
   * than all of it is a defect.
   */
  private Amounts takeable(long seq, Admission admission, ChargeRow.Known was, Amounts takes) {
    var possible = Vectors.max(takes, Vectors.minus(Vectors.ZERO, was.taken()));
    for (var id : admission.getPathList()) {
      possible = Vectors.atMost(possible, Unit.of(id), books.outstanding(id));
    }
    if (!possible.equals(takes)) {
      defects.add(
          "reservation %s: seq %d takes %s, the lease can take %s"
              .formatted(name(was.key()), seq, Vectors.text(takes), Vectors.text(possible)));
    }
    return possible;
  }

  private void giveBack(long seq, String id, long amount) {
    long possible = Math.min(amount, books.outstanding(id));
    if (possible < amount) {
      defects.add(
          "account %s: seq %d returns %d, the lease has %d".formatted(id, seq, amount, possible));
    }
    if (possible > 0) {
      books.giveBack(id, possible);
    }
  }

  private String name(ChargeRow.Key key) {
    return key.reservation(replica);
  }

  /** Accounts, leases and entries as they are now. */
  Books books() {
    return books;
  }

  /** The charges of the reservations that the records name, as they are now. */
  Map<ChargeRow.Key, ChargeRow.Known> known() {
    return known;
  }

  /** Charges to write, one each; those in {@link #replaced} may take the place of a row. */
  Map<ChargeRow.Key, ChargeRow> charges() {
    return charges;
  }

  Set<ChargeRow.Key> replaced() {
    return replaced;
  }

  Map<ChargeRow.Key, Admission> opened() {
    return opened;
  }

  Set<ChargeRow.Key> ended() {
    return ended;
  }

  /** Reservations whose charge is final now: no usage is waited for. */
  Set<ChargeRow.Key> settled() {
    var settled = new LinkedHashSet<ChargeRow.Key>();
    charges.forEach((key, charge) -> {
      if (charge.kind() != ChargeRow.Kind.DARK) {
        settled.add(key);
      }
    });
    return settled;
  }

  /** What should never happen and did: alerted by the caller. */
  List<String> defects() {
    return defects;
  }
}
