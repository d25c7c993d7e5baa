package dev.tollgate.ledger.credits;

import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Record;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whose rows a batch of records is about. */
record Touched(Set<String> accounts, Set<ChargeRow.Key> keys) {
  static Touched by(List<Record> records) {
    var touched = new Touched(new TreeSet<>(), new LinkedHashSet<>());
    records.forEach(touched::add);
    return touched;
  }

  private void add(Record record) {
    switch (record.getBodyCase()) {
      case SETTLE -> add(record.getSettle().getAdmission());
      case DARK -> add(record.getDark().getAdmission());
      case CORRECT -> add(record.getCorrect().getAdmission());
      case RETURN -> accounts.add(record.getReturn().getAccount());
      case OPENED, BODY_NOT_SET -> {}
    }
  }

  void add(Admission admission) {
    accounts.addAll(admission.getPathList());
    keys.add(ChargeRow.Key.of(admission));
  }
}
