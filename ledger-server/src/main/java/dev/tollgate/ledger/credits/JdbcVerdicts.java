package dev.tollgate.ledger.credits;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Rows of verdicts, which stay. */
final class JdbcVerdicts {
  private JdbcVerdicts() {}

  /** When, and from which address, the database knows. */
  static void add(Connection connection, Verdict verdict, long heartbeat) throws SQLException {
    var sql =
        """
        INSERT INTO ledger.verdict (replica, shard, epoch, heartbeat, settled, dark, accounts, ceilings)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;
    var accounts = List.copyOf(verdict.ceiling().keySet());
    var ceilings = accounts.stream().map(verdict.ceiling()::get).toArray();
    try (var insert = connection.prepareStatement(sql)) {
      insert.setObject(1, verdict.replica().id());
      insert.setInt(2, verdict.replica().shard());
      insert.setLong(3, verdict.replica().epoch());
      insert.setLong(4, heartbeat);
      insert.setInt(5, verdict.settled());
      insert.setInt(6, verdict.dark());
      insert.setArray(7, connection.createArrayOf("text", accounts.toArray()));
      insert.setArray(8, connection.createArrayOf("bigint", ceilings));
      insert.executeUpdate();
    }
  }
}
