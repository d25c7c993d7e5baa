package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The ledger's rows in PostgreSQL. */
public final class JdbcLedgerStore implements LedgerStore {
  private final Transactions transactions;

  public JdbcLedgerStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public <R extends @Nullable Object> R run(Work<R> work) throws SQLException {
    return transactions.run(connection -> work.run(new JdbcLedgerRows(connection)));
  }

  @Override
  public <R extends @Nullable Object> R read(Work<R> work) throws SQLException {
    return transactions.read(connection -> work.run(new JdbcLedgerRows(connection)));
  }
}
