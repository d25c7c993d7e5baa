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
 * Late: what usage does that comes after its replica's end. It has no lease any more, so each payer
 * is charged as far as nobody else has a right to its credit, and the rest is written off: posted +
 * leased never rises above granted. What it takes off a dark charge of a condemned replica was
 * lease that may have been spent unseen, so that the dark ceiling rises by it. So is usage charged
 * of what was given back as never sent, whether its replica has ended or not. A reservation that is
 * charged already changes nothing. Pure: works on rows that its caller has locked.
 */
final class LatePosting {
  private final String replica;
  private final boolean condemned;
  private final Books books;
  private final Map<ChargeRow.Key, ChargeRow.Known> known;
  private final PriceCatalog catalog;
  private final Map<ChargeRow.Key, ChargeRow> charges = new LinkedHashMap<>();
  private final Set<ChargeRow.Key> replaced = new LinkedHashSet<>();
  private final List<String> defects = new ArrayList<>();

  /**
   * @param condemned whether the replica ended by verdict, else in order
   * @param known the charges that exist already, of the reservations that the records name
   */
  LatePosting(
      String replica,
      boolean condemned,
      Map<String, AccountRow> accounts,
      Map<ChargeRow.Key, ChargeRow.Known> known,
      PriceCatalog catalog) {
    this.replica = replica;
    this.condemned = condemned;
    this.books = new Books(accounts, Map.of());
    this.known = new LinkedHashMap<>(known);
    this.catalog = catalog;
  }

  void apply(List<Record> records) {
    for (var record : records) {
      switch (record.getBodyCase()) {
        case SETTLE -> {
          var settle = record.getSettle();
          post(record.getSeq(), settle.getAdmission(), settle.getUsage(), settle.getCost());
        }
        case CORRECT -> {
          var correct = record.getCorrect();
          post(record.getSeq(), correct.getAdmission(), correct.getUsage(), correct.getCost());
        }
        // Without usage there is nothing to charge: what was held for it is dark or in the ceiling.
        case DARK, RETURN, OPENED -> {}
        case BODY_NOT_SET ->
            throw new IllegalArgumentException("seq " + record.getSeq() + " is empty");
      }
    }
    books.takeClaims();
  }

  private void post(long seq, Admission admission, Usage usage, Amounts reported) {
    var key = ChargeRow.Key.of(admission);
    var before = known.get(key);
    if (before != null && !before.yieldsTo(usage)) {
      return;
    }
    if (before != null && !before.path().equals(admission.getPathList())) {
      defects.add(
          "reservation %s is charged on %s: late usage on %s charges nothing"
              .formatted(key.reservation(replica), before.path(), admission.getPathList()));
      return;
    }
    if (before != null) {
      replaced.add(key);
    }
    if (before != null && before.voided()) {
      defects.add(
          "reservation %s was given back as never sent, and has usage: it is charged late"
              .formatted(key.reservation(replica)));
    }
    var was = before == null ? ChargeRow.Known.nothing(key) : before;
    var priced = Recomputed.of(admission, usage, reported, catalog);
    long balanceBefore = books.balance(admission.getPath(0));
    var late = new ArrayList<Long>();
    var writtenOff = new ArrayList<Long>();
    for (var account : admission.getPathList()) {
      long due = Vectors.component(account, priced.cost()) - Vectors.component(account, was.cost());
      long charged = post(account, was, priced.cost(), due);
      late.add(Math.max(0, charged));
      writtenOff.add(due - charged);
    }
    var row =
        new ChargeRow(
            admission,
            seq,
            kind(was.dark(), priced.evidence()),
            priced.evidence(),
            usage,
            priced.cost(),
            Vectors.ZERO,
            was.taken(),
            priced.reported(),
            balanceBefore,
            books.balance(admission.getPath(0)),
            List.copyOf(late),
            List.copyOf(writtenOff));
    charges.put(key, row);
    known.put(key, row.known());
  }

  /** Moves one account by what is due, or by what it can pay of it; says which that is. */
  private long post(String account, ChargeRow.Known was, Amounts cost, long due) {
    long wasCost = Vectors.component(account, was.cost());
    long taken = Vectors.component(account, was.taken());
    long kept = Math.min(wasCost, Vectors.component(account, cost));
    long overrun = Math.max(0, kept - taken) - Math.max(0, wasCost - taken);
    var kind = was.dark() ? Entry.Kind.CORRECTION : Entry.Kind.CHARGE;
    long charged = books.postLate(account, kind, due, overrun, was.key().reservation(replica));
    if (condemned && due < 0) {
      books.uncover(account, -due);
    }
    return charged;
  }

  private static ChargeRow.Kind kind(boolean wasDark, Evidence evidence) {
    if (wasDark) {
      return ChargeRow.Kind.CORRECTED;
    }
    return evidence == Evidence.VOID ? ChargeRow.Kind.VOID : ChargeRow.Kind.LATE;
  }

  Books books() {
    return books;
  }

  /** Charges to write, one each; those in {@link #replaced} may take the place of a row. */
  Map<ChargeRow.Key, ChargeRow> charges() {
    return charges;
  }

  Set<ChargeRow.Key> replaced() {
    return replaced;
  }

  /** What should never happen and did: alerted by the caller. */
  List<String> defects() {
    return defects;
  }
}
