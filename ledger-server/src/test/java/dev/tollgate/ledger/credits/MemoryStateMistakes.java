package dev.tollgate.ledger.credits;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Mistakes in what a transaction takes a replica for. */
final class MemoryStateMistakes {
  private MemoryStateMistakes() {}

  private static ReplicaRow inState(ReplicaRow row, String state) {
    return with(row, row.epoch(), row.heartbeat(), state, row.bound());
  }

  private static ReplicaRow with(
      ReplicaRow row, long epoch, long heartbeat, String state, boolean bound) {
    return new ReplicaRow(
        row.caller(),
        epoch,
        heartbeat,
        row.watermark(),
        state,
        row.hostBoot(),
        bound,
        row.hasForeignUsage());
  }

  /** For a transaction that locks it so, a replica in this state is live. */
  static MemoryLedgerRows live(
      LedgerRows.Lock where, String state, MemoryLedgerRows.Transaction transaction) {
    return new MemoryLedgerRows(transaction) {
      @Override
      public @Nullable ReplicaRow lockReplica(ReplicaId replica, Lock lock) {
        var row = super.lockReplica(replica, lock);
        return row != null && lock == where && row.state().equals(state)
            ? inState(row, ReplicaRow.LIVE)
            : row;
      }
    };
  }

  /** The stream of a condemned replica is still applied. */
  static final class CondemnedReports extends MemoryLedgerRows {
    CondemnedReports(Transaction transaction) {
      super(transaction);
    }

    @Override
    public @Nullable ReplicaRow lockReplica(ReplicaId replica, Lock lock) {
      var row = super.lockReplica(replica, lock);
      boolean reports = lock == Lock.FOR_NO_KEY_UPDATE && replica.epoch() > 0;
      return row != null && reports && row.condemned() ? inState(row, ReplicaRow.LIVE) : row;
    }

    @Override
    public void saveReplica(ReplicaId replica, ReplicaRow row) {
      var before = super.lockReplica(replica, Lock.FOR_UPDATE);
      boolean condemned = before != null && before.condemned();
      super.saveReplica(replica, condemned ? inState(row, ReplicaRow.CONDEMNED) : row);
    }
  }

  /** A replica is condemned although its heartbeat has moved on since it was looked at. */
  static final class SeenIsBelieved extends MemoryLedgerRows {
    private static final int LOOKS = 6;
    private final Deque<List<Heartbeat>> told;
    private boolean opens;

    /**
     * @param told what the last looks of all watchers saw
     */
    SeenIsBelieved(Transaction transaction, Deque<List<Heartbeat>> told) {
      super(transaction);
      this.told = told;
    }

    static Function<Transaction, MemoryLedgerRows> ofStore() {
      var told = new ArrayDeque<List<Heartbeat>>();
      return transaction -> new SeenIsBelieved(transaction, told);
    }

    @Override
    public List<Heartbeat> heartbeats() {
      var heartbeats = super.heartbeats();
      told.addLast(heartbeats);
      if (told.size() > LOOKS) {
        told.removeFirst();
      }
      return heartbeats;
    }

    @Override
    public void addReplica(ReplicaId replica, String hostBoot) {
      opens = true;
      super.addReplica(replica, hostBoot);
    }

    /** As it was looked at. */
    @Override
    public @Nullable ReplicaRow lockReplica(ReplicaId replica, Lock lock) {
      var row = super.lockReplica(replica, lock);
      if (row == null || opens || lock != Lock.FOR_UPDATE || told.isEmpty()) {
        return row;
      }
      return told.getFirst().stream()
          .filter(seen -> seen.replica().id().equals(replica.id()))
          .findFirst()
          .map(seen -> at(row, seen))
          .orElse(row);
    }

    private static ReplicaRow at(ReplicaRow row, Heartbeat seen) {
      return with(row, seen.replica().epoch(), seen.number(), row.state(), row.bound());
    }
  }

  /** A replica is closed that has leases or named holds. */
  static final class NothingUnfinished extends MemoryLedgerRows {
    NothingUnfinished(Transaction transaction) {
      super(transaction);
    }

    @Override
    public @Nullable String unfinished(ReplicaId replica) {
      return null;
    }
  }

  /** Reports are applied of replicas that have not opened themselves in this history. */
  static final class AlwaysBound extends MemoryLedgerRows {
    AlwaysBound(Transaction transaction) {
      super(transaction);
    }

    @Override
    public @Nullable ReplicaRow lockReplica(ReplicaId replica, Lock lock) {
      var row = super.lockReplica(replica, lock);
      if (row == null || lock == Lock.FOR_UPDATE || replica.epoch() == 0) {
        return row;
      }
      long epoch = Math.max(row.epoch(), replica.epoch());
      return with(row, epoch, row.heartbeat(), row.state(), true);
    }
  }
}
