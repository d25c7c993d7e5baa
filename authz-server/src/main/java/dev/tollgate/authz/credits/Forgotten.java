package dev.tollgate.authz.credits;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
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
    long nanocredits = forgotten.stream().mapToLong(Forgotten::charged).sum();
    return new Forgotten(forgotten.size(), nanocredits);
  }

  private static long charged(Record record) {
    return switch (record.getBodyCase()) {
      case SETTLE -> {
        var settle = record.getSettle();
        yield covered(settle.getCost(), settle.getAdmission(), settle.getExtension());
      }
      case DARK -> record.getDark().getAdmission().getHold().getNanocredits();
      case CORRECT -> {
        var correct = record.getCorrect();
        yield covered(correct.getCost(), correct.getAdmission(), correct.getExtension())
            - correct.getAdmission().getHold().getNanocredits();
      }
      case RETURN, OPENED, BODY_NOT_SET -> 0;
    };
  }

  private static long covered(Amounts cost, Admission admission, Amounts extension) {
    return Vectors.min(cost, Vectors.plus(admission.getHold(), extension)).getNanocredits();
  }
}
