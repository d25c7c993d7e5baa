package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Credit that comes in and goes out, each once by its idempotency key: the first one with a key is
 * applied, and every later one with the same content gets the first one's answer. A key is kept for
 * ever, and taken only by what was applied: what was refused may be repeated with it.
 */
public final class JdbcMovements {
  /** A thousand million credits in one account: sums of several stay within a long. */
  static final long GRANTED_MAX = 1_000_000_000_000_000_000L;

  /** Of one account, with a date still to come. */
  private static final int GRANTS_MAX = 1_000;

  private final Transactions transactions;
  private final InstantSource clock;

  public JdbcMovements(Transactions transactions, InstantSource clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /** What became of a movement. */
  public sealed interface Outcome {
    /**
     * Done.
     *
     * @param account just after it
     * @param repeated this key had been applied before
     */
    record Moved(AccountRow account, boolean repeated) implements Outcome {}

    /** The key was used for something else, which differs in these fields of the request. */
    record OtherContent(List<String> fields) implements Outcome {}

    record NoSuchAccount() implements Outcome {}

    /** More than can be taken out: what is spent and what is claimed already has to stay. */
    record TooMuch(AccountRow account, long nanocreditsMax) implements Outcome {}

    /** More than an account can hold. */
    record TooLarge(long nanocreditsMax) implements Outcome {}

    /** The grant would have expired already. */
    record Past() implements Outcome {}

    /** The account has as many grants that are still to expire as it may. */
    record TooManyGrants(int max) implements Outcome {}
  }

  /** What a movement does to its account: the entry, if the balance changes now. */
  private record Change(AccountRow after, @Nullable Entry entry) {}

  /**
   * Applies a movement in one transaction that locks the account. A grant makes the wallet if there
   * is none yet. What goes out is claimed, and taken at once as far as it is not leased; the rest
   * follows as it comes home.
   *
   * @param owner label of a wallet that is made
   */
  public Outcome apply(Movement movement, String owner) throws SQLException {
    return transactions.run(connection -> {
      var known = JdbcMovementRows.find(connection, movement.idempotencyKey());
      if (known == null && isPast(movement)) {
        return new Outcome.Past();
      }
      if (known == null && movement.isGrant()) {
        JdbcAccounts.insert(connection, movement.account(), owner);
      }
      var before =
          JdbcAccounts.lock(connection, List.of(movement.account())).get(movement.account());
      var earlier = JdbcMovementRows.find(connection, movement.idempotencyKey());
      if (earlier != null) {
        return repeated(earlier, movement, before);
      }
      if (before == null) {
        return new Outcome.NoSuchAccount();
      }
      var refused = refused(movement, before);
      return refused == null ? apply(connection, movement, before) : refused;
    });
  }

  private boolean isPast(Movement movement) {
    var expiresAt = movement.expiresAt();
    return expiresAt != null && !expiresAt.isAfter(clock.instant());
  }

  private static @Nullable Outcome refused(Movement movement, AccountRow before) {
    if (movement.comesIn()) {
      long room = GRANTED_MAX - before.granted();
      return movement.nanocredits() > room ? new Outcome.TooLarge(room) : null;
    }
    long left = Math.max(0, before.balance() - before.claimed());
    return Math.abs(movement.nanocredits()) > left ? new Outcome.TooMuch(before, left) : null;
  }

  private static Outcome apply(Connection connection, Movement movement, AccountRow before)
      throws SQLException {
    if (movement.expiresAt() != null) {
      var open = JdbcGrants.open(connection, before.id());
      if (open.size() >= GRANTS_MAX) {
        return new Outcome.TooManyGrants(GRANTS_MAX);
      }
      // What was spent until now was not spent from the new grant, whenever it expires.
      var spent = Remainders.of(open, before).grants();
      JdbcGrants.update(connection, open, spent, before.entries(), before.entries());
    }
    var change = movement.comesIn() ? in(movement, before) : out(movement, before);
    if (!JdbcMovementRows.insert(connection, movement, change.after())) {
      var winner = JdbcMovementRows.find(connection, movement.idempotencyKey());
      if (winner == null) {
        throw new SQLException("a movement vanished");
      }
      return repeated(winner, movement, before);
    }
    if (movement.isGrant()) {
      JdbcGrants.insert(connection, movement, remaining(movement, before), before.entries() + 1);
    }
    if (change.entry() != null) {
      JdbcAccounts.append(connection, List.of(change.entry()));
    }
    JdbcAccounts.update(
        connection, Map.of(before.id(), before), Map.of(before.id(), change.after()));
    return new Outcome.Moved(change.after(), false);
  }

  private static Change in(Movement movement, AccountRow before) {
    long amount = movement.nanocredits();
    var entry = Entry.next(before, movement.kind().entry(), amount, movement.idempotencyKey());
    return new Change(
        movement.expiresAt() == null ? before.grant(amount) : before.grantExpiring(amount), entry);
  }

  private static @Nullable Long remaining(Movement movement, AccountRow before) {
    return movement.expiresAt() == null ? null : before.leftOf(movement.nanocredits());
  }

  private static Change out(Movement movement, AccountRow before) {
    var claimed = before.claim(Math.abs(movement.nanocredits()));
    long now = claimed.takeable();
    if (now == 0) {
      return new Change(claimed, null);
    }
    var entry = Entry.next(claimed, movement.kind().entry(), -now, movement.idempotencyKey());
    return new Change(claimed.takeClaimed(now), entry);
  }

  private static Outcome repeated(
      JdbcMovementRows.Applied earlier, Movement asked, @Nullable AccountRow account) {
    var fields = earlier.movement().differences(asked);
    if (!fields.isEmpty()) {
      return new Outcome.OtherContent(fields);
    }
    if (account == null) {
      return new Outcome.NoSuchAccount();
    }
    var then = earlier.amounts();
    return new Outcome.Moved(then == null ? account : account.withAmounts(then), true);
  }
}
