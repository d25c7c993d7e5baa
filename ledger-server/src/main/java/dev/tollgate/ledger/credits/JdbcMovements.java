package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Credit that comes in and goes out, each once by its idempotency key. */
public final class JdbcMovements {
  /** A thousand million credits in one account: sums of several stay within a long. */
  private static final long GRANTED_MAX = 1_000_000_000_000_000_000L;

  private final Transactions transactions;

  public JdbcMovements(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * A grant or withdrawal as it was asked for.
   *
   * @param nanocredits 1 or more
   * @param caller name of the credential, for the record
   */
  public record Movement(
      String idempotencyKey,
      Kind kind,
      String account,
      long nanocredits,
      String reference,
      String caller) {
    public enum Kind {
      GRANT,
      WITHDRAWAL
    }
  }

  /** What became of a movement. */
  public sealed interface Outcome {
    /** Done; {@code repeated} if this key had been applied before. */
    record Moved(AccountRow account, boolean repeated) implements Outcome {}

    /** The key was used for something else. */
    record OtherContent() implements Outcome {}

    record NoSuchAccount() implements Outcome {}

    /** More than the balance that is not claimed yet, or than an account can hold. */
    record TooMuch(long nanocreditsLeft) implements Outcome {}
  }

  /** Adds credit; makes the wallet if there is none yet. */
  public Outcome grant(Movement grant, String owner) throws SQLException {
    return transactions.run(connection -> {
      JdbcAccounts.insert(connection, grant.account(), owner);
      var before = lock(connection, grant.account());
      if (before == null) {
        return new Outcome.NoSuchAccount();
      }
      var earlier = earlier(connection, grant);
      if (earlier != null) {
        return repeated(earlier, grant, before);
      }
      if (grant.nanocredits() > GRANTED_MAX - before.granted()) {
        return new Outcome.TooMuch(GRANTED_MAX - before.granted());
      }
      if (!record(connection, grant)) {
        return new Outcome.OtherContent();
      }
      insertGrant(connection, grant);
      var entry = Entry.next(before, Entry.Kind.GRANT, grant.nanocredits(), grant.idempotencyKey());
      JdbcAccounts.append(connection, List.of(entry));
      return moved(connection, before, before.grant(grant.nanocredits()));
    });
  }

  /** Claims credit and takes what is not leased at once; the rest follows as it comes home. */
  public Outcome withdraw(Movement withdrawal) throws SQLException {
    return transactions.run(connection -> {
      var before = lock(connection, withdrawal.account());
      if (before == null) {
        return new Outcome.NoSuchAccount();
      }
      var earlier = earlier(connection, withdrawal);
      if (earlier != null) {
        return repeated(earlier, withdrawal, before);
      }
      long left = before.balance() - before.claimed();
      if (withdrawal.nanocredits() > left) {
        return new Outcome.TooMuch(Math.max(0, left));
      }
      if (!record(connection, withdrawal)) {
        return new Outcome.OtherContent();
      }
      var claimed = before.claim(withdrawal.nanocredits());
      long now = claimed.takeable();
      if (now == 0) {
        return moved(connection, before, claimed);
      }
      var entry = Entry.next(claimed, Entry.Kind.WITHDRAWAL, -now, withdrawal.idempotencyKey());
      JdbcAccounts.append(connection, List.of(entry));
      return moved(connection, before, claimed.takeClaimed(now));
    });
  }

  /** One account, or null if it does not exist. */
  public @Nullable AccountRow balance(String account) throws SQLException {
    return transactions.read(connection -> JdbcAccounts.read(connection, account));
  }

  private static @Nullable AccountRow lock(Connection connection, String account)
      throws SQLException {
    return JdbcAccounts.lock(connection, List.of(account)).get(account);
  }

  private static Outcome moved(Connection connection, AccountRow before, AccountRow after)
      throws SQLException {
    JdbcAccounts.update(connection, Map.of(before.id(), before), Map.of(after.id(), after));
    return new Outcome.Moved(after, false);
  }

  private static Outcome repeated(Movement earlier, Movement asked, AccountRow account) {
    boolean same =
        earlier.kind() == asked.kind()
            && earlier.account().equals(asked.account())
            && earlier.nanocredits() == asked.nanocredits()
            && earlier.reference().equals(asked.reference());
    return same ? new Outcome.Moved(account, true) : new Outcome.OtherContent();
  }

  private static @Nullable Movement earlier(Connection connection, Movement asked)
      throws SQLException {
    var sql =
        """
        SELECT kind, account, nanocredits, reference, caller FROM ledger.movement WHERE idempotency_key = ?
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, asked.idempotencyKey());
      try (var rows = select.executeQuery()) {
        return rows.next()
            ? new Movement(
                asked.idempotencyKey(),
                rows.getString(1).equals("grant") ? Movement.Kind.GRANT : Movement.Kind.WITHDRAWAL,
                rows.getString(2),
                rows.getLong(3),
                rows.getString(4),
                rows.getString(5))
            : null;
      }
    }
  }

  /**
   * False if another account's movement has taken the key in this very moment; movements of one
   * account wait for each other at its row.
   */
  private static boolean record(Connection connection, Movement movement) throws SQLException {
    var sql =
        """
        INSERT INTO ledger.movement (idempotency_key, kind, account, nanocredits, reference, caller)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, movement.idempotencyKey());
      insert.setString(2, movement.kind() == Movement.Kind.GRANT ? "grant" : "withdrawal");
      insert.setString(3, movement.account());
      insert.setLong(4, movement.nanocredits());
      insert.setString(5, movement.reference());
      insert.setString(6, movement.caller());
      return insert.executeUpdate() == 1;
    }
  }

  private static void insertGrant(Connection connection, Movement grant) throws SQLException {
    var sql =
        "INSERT INTO ledger.credit_grant (account, amount, remaining, movement) VALUES (?, ?, ?,"
            + " ?)";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, grant.account());
      insert.setLong(2, grant.nanocredits());
      insert.setLong(3, grant.nanocredits());
      insert.setString(4, grant.idempotencyKey());
      insert.executeUpdate();
    }
  }
}
