package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is asked for free lease. */
public final class JdbcRecalls {
  private final Transactions transactions;

  public JdbcRecalls(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Accounts of which a replica is asked for its free lease now, a thousand at most. */
  public List<String> accounts(ReplicaId replica) throws SQLException {
    return transactions.read(connection -> JdbcScarcity.recalled(connection, replica, List.of()));
  }

  /** An account as it is now; null if there is none. */
  public @Nullable AccountRow account(String id) throws SQLException {
    return transactions.read(connection -> JdbcAccounts.read(connection, id));
  }

  /** Replicas that have some of an account leased, ten thousand at most. */
  public Set<UUID> lessees(String account) throws SQLException {
    return transactions.read(connection -> JdbcScarcity.lessees(connection, account));
  }
}
