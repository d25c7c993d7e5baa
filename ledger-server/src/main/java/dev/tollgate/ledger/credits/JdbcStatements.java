package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.pricing.wire.Unit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains an account: where its credit came from, and where it is. */
public final class JdbcStatements {
  private static final int LEFT_MAX = 50;

  private final Transactions transactions;

  public JdbcStatements(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * An account on one snapshot, in its own unit. {@code granted + adjusted - withdrawn - expired}
   * is {@link AccountRow#granted}.
   *
   * @param granted every grant there ever was, here and where its opening balance comes from; of a
   *     window, its limit as it was set and raised
   * @param adjusted corrections by hand, less those that took credit
   * @param held of {@code leased}: what requests hold that the ledger knows by name
   * @param usedElsewhere of {@code posted}: used where its opening balance comes from
   * @param dark of {@code posted}: charged without usage
   * @param left what expires, the first to expire first, 50 at most
   */
  public record Statement(
      AccountRow account,
      long granted,
      long adjusted,
      long withdrawn,
      long expired,
      long held,
      long usedElsewhere,
      long dark,
      List<Left> left) {}

  /** What a grant that expires, or has expired while replicas hold it, has left. */
  public record Left(long grant, long remaining, Instant expiresAt, boolean expired) {}

  /** Null if there is no such account. */
  public @Nullable Statement read(String account) throws SQLException {
    return transactions.read(connection -> {
      var row = JdbcAccounts.read(connection, account);
      return row == null ? null : statement(connection, row);
    });
  }

  private static Statement statement(Connection connection, AccountRow account)
      throws SQLException {
    boolean window = AccountRow.isWindow(account.id());
    var unit = Unit.of(account.id());
    // Of a wallet from its daily sums; what a window saw stands in the charges alone.
    var dark =
        window
            ? "SELECT sum(%s) FROM ledger.charge WHERE kind = 'dark' AND ? = ANY (path)"
                .formatted(column("cost", unit))
            : "SELECT sum(dark_nanocredits) FROM ledger.usage_day WHERE wallet = ? AND dark > 0";
    var sql =
        """
        SELECT
          coalesce(sum(amount) FILTER (
            WHERE kind IN ('grant', 'purchase', 'refill', 'refund', 'opening') OR (kind = 'limit' AND amount > 0)), 0) AS granted,
          coalesce(sum(amount) FILTER (WHERE kind = 'adjustment'), 0) AS adjusted,
          coalesce(-sum(amount) FILTER (WHERE kind = 'withdrawal' OR (kind = 'limit' AND amount < 0)), 0) AS withdrawn,
          coalesce(-sum(amount) FILTER (WHERE kind = 'expiry'), 0) AS expired,
          (SELECT sum(%s) FROM ledger.open_reservation WHERE ? = ANY (path)) AS held,
          (SELECT sum(used) FROM ledger.opening WHERE account = ?) AS used_elsewhere,
          (%s) AS dark
        FROM ledger.entry WHERE account = ? AND contra = '%s'
        """
            .formatted(column("hold", unit), dark, window ? "platform:limits" : "platform:grants");
    try (var select = connection.prepareStatement(sql)) {
      for (int parameter = 1; parameter <= 4; parameter++) {
        select.setString(parameter, account.id());
      }
      try (var rows = select.executeQuery()) {
        rows.next();
        return new Statement(
            account,
            rows.getLong("granted"),
            rows.getLong("adjusted"),
            rows.getLong("withdrawn"),
            rows.getLong("expired"),
            rows.getLong("held"),
            rows.getLong("used_elsewhere"),
            rows.getLong("dark"),
            left(connection, account));
      }
    }
  }

  private static String column(String what, Unit unit) {
    return switch (unit) {
      case NANOCREDITS -> what + "_nanocredits";
      case REQUESTS -> what + "_requests";
      case SPEND -> "coalesce(%1$s_spend, %1$s_nanocredits)".formatted(what);
    };
  }

  private static List<Left> left(Connection connection, AccountRow account) throws SQLException {
    return Remainders.of(JdbcGrants.open(connection, account.id()), account).grants().stream()
        .filter(grant -> grant.remaining() > 0)
        .limit(LEFT_MAX)
        .map(g -> new Left(g.id(), g.remaining(), g.expiresAt(), g.expired()))
        .toList();
  }
}
