package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.Record;
import java.util.List;

/**
 * What a ledger that lost commits no longer knew of this replica, and is told again.
 *
 * @param records acknowledged before
 * @param nanocredits what they charge, as far as their holds and extensions cover it
 */
record Forgotten(int records, long nanocredits) {
  static final Forgotten NOTHING = new Forgotten(0, 0);

  /** Of records that follow the watermark, those that had been acknowledged. */
  static Forgotten of(List<Record> records, long acked) {
    var forgotten = records.stream().filter(record -> record.getSeq() <= acked).toList();
    long nanocredits =
        forgotten.stream().mapToLong(r -> Taken.ofReservation(r).getNanocredits()).sum();
    return new Forgotten(forgotten.size(), nanocredits);
  }

  Forgotten plus(Forgotten more) {
    return new Forgotten(records + more.records, nanocredits + more.nanocredits);
  }
}
