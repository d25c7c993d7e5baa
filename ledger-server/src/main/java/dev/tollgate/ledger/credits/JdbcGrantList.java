package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists an account's grants, each with what is left of it now. */
public final class JdbcGrantList {
  private final Transactions transactions;

  public JdbcGrantList(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * A grant as its account has it now.
   *
   * @param remaining what is left; null if it never expires
   */
  public record Listed(
      long id,
      Movement.Kind kind,
      long nanocredits,
      @Nullable Long remaining,
      @Nullable Instant expiresAt,
      boolean expired,
      String reference,
      String idempotencyKey,
      Instant grantedAt) {}

  /**
   * Some grants of an account, newest first.
   *
   * @param next what to ask for the ones after them; 0 if there are none
   */
  public record Page(AccountRow account, List<Listed> grants, long next) {}

  /**
   * Grants before a position, newest first; null if there is no such account.
   *
   * @param before the {@code next} of the page before; Long.MAX_VALUE for the first
   */
  public @Nullable Page list(String account, long before, int size) throws SQLException {
    return transactions.read(connection -> {
      var row = JdbcAccounts.read(connection, account);
      return row == null ? null : page(connection, row, before, size);
    });
  }

  private static Page page(Connection connection, AccountRow account, long before, int size)
      throws SQLException {
    var sql =
        """
        SELECT g.id, m.kind, g.amount, g.remaining, g.expires_at, g.expired_after IS NOT NULL AS expired,
               m.reference, g.movement, m.at
        FROM ledger.credit_grant g JOIN ledger.movement m ON m.idempotency_key = g.movement
        WHERE g.account = ? AND g.id < ? ORDER BY g.id DESC LIMIT ?
        """;
    var left = left(connection, account);
    var grants = new ArrayList<Listed>();
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, account.id());
      select.setLong(2, before);
      select.setInt(3, size + 1);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          if (grants.size() == size) {
            return new Page(account, grants, grants.getLast().id());
          }
          grants.add(listed(rows, left));
        }
      }
    }
    return new Page(account, grants, 0);
  }

  /** What is left of grants that expire, by their ids; what is not there has nothing left. */
  private static Map<Long, Long> left(Connection connection, AccountRow account)
      throws SQLException {
    var left = new HashMap<Long, Long>();
    Remainders.of(JdbcGrants.open(connection, account.id()), account)
        .grants()
        .forEach(grant -> left.put(grant.id(), grant.remaining()));
    return left;
  }

  private static Listed listed(ResultSet rows, Map<Long, Long> left) throws SQLException {
    long id = rows.getLong("id");
    var expiresAt = rows.getObject("expires_at", OffsetDateTime.class);
    return new Listed(
        id,
        Movement.Kind.of(rows.getString("kind")),
        rows.getLong("amount"),
        expiresAt == null ? null : left.getOrDefault(id, 0L),
        expiresAt == null ? null : expiresAt.toInstant(),
        rows.getBoolean("expired"),
        rows.getString("reference"),
        rows.getString("movement"),
        rows.getObject("at", OffsetDateTime.class).toInstant());
  }
}
