package dev.tollgate.ledger.credits;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where the ledger's rows live, one transaction at a time: {@link JdbcLedgerStore} for everybody
 * who has money. Transitions go by this interface alone, so that they can be tried without a
 * database.
 */
public interface LedgerStore {
  /** What happens in a transaction. */
  interface Work<R extends @Nullable Object> {
    R run(LedgerRows rows) throws SQLException;
  }

  /**
   * Commits what the work did if it returns, rolls it back if it throws. A failed commit may have
   * happened all the same: whoever repeats the work must be able to tell.
   */
  <R extends @Nullable Object> R run(Work<R> work) throws SQLException;

  /** As {@link #run}, on one snapshot and without changing anything. */
  <R extends @Nullable Object> R read(Work<R> work) throws SQLException;
}
