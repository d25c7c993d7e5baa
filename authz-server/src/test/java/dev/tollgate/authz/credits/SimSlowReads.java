package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.LedgerStore;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A store to a reader whose answers take their time: now and then one is what was read the time
 * before. For a reader that reads one thing only.
 */
final class SimSlowReads implements LedgerStore {
  private final LedgerStore store;
  private final RandomGenerator random;
  private @Nullable Object before;

  SimSlowReads(LedgerStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  @Override
  public <R extends @Nullable Object> R run(Work<R> work) throws SQLException {
    return store.run(work);
  }

  @Override
  @SuppressWarnings("unchecked") // of the one thing that is read
  public <R extends @Nullable Object> R read(Work<R> work) throws SQLException {
    var old = (R) before;
    var now = store.read(work);
    before = now;
    return old != null && random.nextInt(3) == 0 ? old : now;
  }
}
