package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.LedgerRows;
import dev.tollgate.ledger.credits.MemoryLedgerStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Copies of the ledger's database, and what is forgotten when it becomes one of them again. */
final class SimRestores {
  private static final int COPIES_MAX = 4;
  private static final long COPY_NANOS = Duration.ofSeconds(40).toNanos();

  private final SimWorld world;
  private final Deque<MemoryLedgerStore.Copy> copies = new ArrayDeque<>();
  private final Map<String, Long> forgotten = new HashMap<>();
  private int restores;

  SimRestores(SimWorld world) {
    this.world = world;
    copyLater();
  }

  private void copyLater() {
    world.time.in(
        world.random.nextLong(COPY_NANOS),
        "copy",
        () -> {
          copies.add(world.store.copy());
          if (copies.size() > COPIES_MAX) {
            copies.removeFirst();
          }
          copyLater();
        });
  }

  /** Whether the ledger was ever restored. */
  boolean any() {
    return restores > 0;
  }

  /**
   * The most that was spent of an account under leases that no longer exist: what replicas held or
   * had journaled beyond what the restored ledger has leased to them. The alert names it.
   */
  long forgotten(String account) {
    return forgotten.getOrDefault(account, 0L);
  }

  /** The database becomes one of its copies; as a rule the ledger's servers notice at once. */
  void restore() throws SQLException {
    if (copies.isEmpty()) {
      return;
    }
    var copy = copies.stream().skip(world.random.nextInt(copies.size())).findFirst().orElseThrow();
    world.books.forgottenIn(copy).forEach((account, x) -> forgotten.merge(account, x, Long::sum));
    world.store.restore(copy);
    copies.clear();
    restores++;
    var _ = world.store.run(LedgerRows::newHistory);
    world.machines.forEach(SimMachine::forgetUncharged);
    world.time.note("restored");
  }
}
