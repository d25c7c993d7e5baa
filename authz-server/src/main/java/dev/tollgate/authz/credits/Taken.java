package dev.tollgate.authz.credits;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Record;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/** What stream records take from the lease, per account: docs/reference/leases.md, "Journal". */
final class Taken {
  private final Map<String, Long> byAccount = new HashMap<>();
  private final Map<String, Long> most = new HashMap<>();

  void add(Record record) {
    of(record, this::add);
  }

  /** As if it had never been added; it says nothing of {@link #most}. */
  void subtract(Record record) {
    of(record, this::subtract);
  }

  private static void of(Record record, ObjLongConsumer<String> consumer) {
    switch (record.getBodyCase()) {
      case SETTLE ->
          of(record.getSettle().getAdmission().getPathList(), ofReservation(record), consumer);
      case DARK ->
          of(record.getDark().getAdmission().getPathList(), ofReservation(record), consumer);
      case CORRECT ->
          of(record.getCorrect().getAdmission().getPathList(), ofReservation(record), consumer);
      case RETURN ->
          consumer.accept(record.getReturn().getAccount(), record.getReturn().getAmount());
      case OPENED, BODY_NOT_SET -> {}
    }
  }

  private static void of(List<String> path, Amounts amounts, ObjLongConsumer<String> consumer) {
    for (var account : path) {
      consumer.accept(account, Vectors.component(account, amounts));
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
    of(hold.path(), hold.held(), this::add);
  }

  Taken copy() {
    var copy = new Taken();
    copy.byAccount.putAll(byAccount);
    copy.most.putAll(most);
    return copy;
  }

  private void add(String account, long amount) {
    long now = byAccount.merge(account, amount, Long::sum);
    most.merge(account, now, Math::max);
  }

  private void subtract(String account, long amount) {
    long now = of(account) - amount;
    byAccount.put(account, now);
    if (now == 0) {
      byAccount.remove(account);
      most.remove(account);
    }
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

  /** Of wallets alone, whose limits are money. */
  long ofWallets() {
    return byAccount.entrySet().stream()
        .filter(e -> Leases.isWallet(e.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
