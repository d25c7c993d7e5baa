package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Record;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Usage of reservations that their replica has given back as never sent. They were sent after all:
 * it is charged as by Late, since nothing is held for it any more.
 */
final class VoidedUsage {
  private static final int WAITING_MAX = 100_000;

  private VoidedUsage() {}

  /** Of settlements, those that a charge of nothing yields to. */
  static List<Record> of(List<Record> settlements, Map<ChargeRow.Key, ChargeRow.Known> known) {
    return settlements.stream()
        .filter(record -> {
          var settle = record.getSettle();
          var charge = known.get(ChargeRow.Key.of(settle.getAdmission()));
          return charge != null && charge.voided() && charge.yieldsTo(settle.getUsage());
        })
        .toList();
  }

  /** Usage by another road that may wait for what a report gives back; before it is applied. */
  static List<Record> waiting(
      LedgerRows rows, ReplicaId replica, ReplicaRow row, List<Record> report) throws SQLException {
    boolean voids = report.stream().anyMatch(VoidedUsage::isVoid);
    return voids && row.hasForeignUsage()
        ? rows.foreignUsage(replica, WAITING_MAX).stream()
            .map(usage -> Endings.settle(0, usage))
            .toList()
        : List.of();
  }

  private static boolean isVoid(Record record) {
    return record.hasSettle()
        && record.getSettle().getUsage().getEvidence() == Evidence.EVIDENCE_VOID;
  }

  /**
   * Charges what waited for the reservations that a report has just given back.
   *
   * @param posting of the report, whose rows are written
   * @return what is to be alerted
   */
  static List<String> charge(
      LedgerRows rows,
      ReplicaId replica,
      Posting posting,
      List<Record> waiting,
      PriceCatalog catalog)
      throws SQLException {
    var known = posting.known();
    var usage = of(waiting, known);
    if (usage.isEmpty()) {
      return List.of();
    }
    var accounts = posting.books().accounts();
    var late = new LatePosting(replica.id().toString(), false, accounts, known, catalog);
    late.apply(usage);
    rows.saveAccounts(accounts, late.books().accounts());
    rows.saveCharges(replica, late.charges().values(), late.replaced());
    rows.append(late.books().entries());
    return late.defects();
  }
}
