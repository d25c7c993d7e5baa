package dev.tollgate.authz.credits;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Record;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stream records take from the lease, per account: docs/reference/leases.md, "Journal". */
final class Taken {
  private final Map<String, Long> byAccount = new HashMap<>();
  private final Map<String, Long> most = new HashMap<>();

  void add(Record record) {
    switch (record.getBodyCase()) {
      case SETTLE -> add(record.getSettle().getAdmission().getPathList(), ofReservation(record));
      case DARK -> add(record.getDark().getAdmission().getPathList(), ofReservation(record));
      case CORRECT -> add(record.getCorrect().getAdmission().getPathList(), ofReservation(record));
      case RETURN -> add(record.getReturn().getAccount(), record.getReturn().getAmount());
      case OPENED, BODY_NOT_SET -> {}
    }
  }

  /** What a record takes for its reservation, of each account of the path; nothing for others. */
  static Amounts ofReservation(Record record) {
    return switch (record.getBodyCase()) {
      case SETTLE -> {
        var settle = record.getSettle();
        var held = Vectors.plus(settle.getAdmission().getHold(), settle.getExtension());
        yield Vectors.min(settle.getCost(), held);
      }
      case DARK -> record.getDark().getAdmission().getHold();
      case CORRECT -> {
        var correct = record.getCorrect();
        var before = correct.getAdmission().getHold();
        var after = Vectors.min(correct.getCost(), Vectors.plus(before, correct.getExtension()));
        yield Vectors.minus(after, before);
      }
      case RETURN, OPENED, BODY_NOT_SET -> Vectors.ZERO;
    };
  }

  /** An open hold keeps its amount as a record would take it. */
  void add(Hold hold) {
    add(hold.path(), hold.held());
  }

  private void add(List<String> path, Amounts amounts) {
    for (var account : path) {
      add(account, Vectors.component(account, amounts));
    }
  }

  private void add(String account, long amount) {
    long now = byAccount.merge(account, amount, Long::sum);
    most.merge(account, now, Math::max);
  }

  /** The most that was taken of an account after any of them: a correction gives back. */
  long most(String account) {
    return most.getOrDefault(account, 0L);
  }

  Set<String> accounts() {
    return byAccount.keySet();
  }

  long of(String account) {
    return byAccount.getOrDefault(account, 0L);
  }
}
