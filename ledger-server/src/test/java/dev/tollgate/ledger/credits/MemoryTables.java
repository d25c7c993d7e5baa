package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.UUID;

/** The ledger's tables, as far as its transitions go. */
final class MemoryTables {
  static final Comparator<Reserved> BY_REPLICA =
      Comparator.comparing(Reserved::replica)
          .thenComparingInt(Reserved::day)
          .thenComparingLong(Reserved::n);

  /** A reservation's key. */
  record Reserved(UUID replica, int day, long n) {
    static Reserved of(ReplicaId replica, ChargeRow.Key key) {
      return new Reserved(replica.id(), key.day(), key.n());
    }

    static Reserved first(ReplicaId replica) {
      return new Reserved(replica.id(), Integer.MIN_VALUE, Long.MIN_VALUE);
    }

    static Reserved last(ReplicaId replica) {
      return new Reserved(replica.id(), Integer.MAX_VALUE, Long.MAX_VALUE);
    }
  }

  record Stream(UUID id, int shard) {
    static Stream of(ReplicaId replica) {
      return new Stream(replica.id(), replica.shard());
    }
  }

  record Leased(UUID replica, int shard, String account) {}

  record Numbered(String account, long seq) {}

  /** A replica's row and the history it opened itself in last. */
  record Replica(ReplicaRow row, UUID history, long silentMillis) {}

  final Deque<Runnable> undo = new ArrayDeque<>();
  final MemoryTable<String, AccountRow> accounts = table(Comparator.<String>naturalOrder());

  /** Until when accounts are scarce, in milliseconds since the epoch. */
  final MemoryTable<String, Long> scarce = table(Comparator.<String>naturalOrder());

  final MemoryTable<Stream, Replica> replicas =
      table(Comparator.comparing(Stream::id).thenComparingInt(Stream::shard));
  final MemoryTable<Stream, Verdict> verdicts =
      table(Comparator.comparing(Stream::id).thenComparingInt(Stream::shard));
  final MemoryTable<Leased, LeaseRow> leases =
      table(
          Comparator.comparing(Leased::replica)
              .thenComparingInt(Leased::shard)
              .thenComparing(Leased::account));
  final MemoryTable<Reserved, ChargeRow> charges = table(BY_REPLICA);
  final MemoryTable<Reserved, Admission> open = table(BY_REPLICA);
  final MemoryTable<Reserved, ForeignUsage> foreign = table(BY_REPLICA);
  final MemoryTable<Numbered, Entry> entries =
      table(Comparator.comparing(Numbered::account).thenComparingLong(Numbered::seq));
  final MemoryTable<String, String> movements = table(Comparator.<String>naturalOrder());

  /** By account and number. */
  final MemoryTable<Numbered, DatedGrant> grants =
      table(Comparator.comparing(Numbered::account).thenComparingLong(Numbered::seq));

  final MemoryTable<LimitId, PolicyRow> policies =
      table(
          Comparator.comparing(LimitId::owner)
              .thenComparing(LimitId::kind)
              .thenComparing(LimitId::period));
  final MemoryTable<String, ZoneId> zones = table(Comparator.<String>naturalOrder());

  /** One row, if a limit was ever set. */
  final MemoryTable<Boolean, Long> policyVersion = table(Comparator.<Boolean>naturalOrder());

  final MemoryTable<Numbered, Long> windowLimits =
      table(Comparator.comparing(Numbered::account).thenComparingLong(Numbered::seq));

  /** One row, as in the database. */
  final MemoryTable<Boolean, UUID> history = table(Comparator.<Boolean>naturalOrder());

  private <K, V> MemoryTable<K, V> table(Comparator<? super K> order) {
    return new MemoryTable<>(order, undo);
  }

  /** Leases of a replica, by account. */
  NavigableMap<Leased, LeaseRow> leases(ReplicaId replica) {
    return leases.between(
        new Leased(replica.id(), replica.shard(), ""),
        new Leased(replica.id(), replica.shard(), "\uFFFF"));
  }

  static <V> NavigableMap<Reserved, V> of(MemoryTable<Reserved, V> table, ReplicaId replica) {
    return table.between(Reserved.first(replica), Reserved.last(replica));
  }

  UUID historyId() {
    var id = history.get(true);
    if (id == null) {
      throw new IllegalStateException("the ledger has no history");
    }
    return id;
  }
}
