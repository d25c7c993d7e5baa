package dev.tollgate.ledger.limits;

import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Period;
import dev.tollgate.pricing.window.Window;
import dev.tollgate.pricing.window.WindowAccount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Limits with what became of them in their current windows. */
public final class JdbcBudgets {
  private final Transactions transactions;
  private final InstantSource clock;

  public JdbcBudgets(Transactions transactions, InstantSource clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * A limit and its window now, in nanocredits or requests.
   *
   * @param organization the slug, by whose calendar the window goes
   */
  public record Budget(
      WindowAccount account,
      String organization,
      ZoneId zone,
      Instant resetsAt,
      long limit,
      long spent,
      long leased) {}

  /**
   * Some of the limits, in an order that does not change.
   *
   * @param next the last one, if there are more; else null
   */
  public record Page(List<Budget> budgets, @Nullable LimitId next) {}

  /** A limit of which nothing is known but its row. */
  private record Limit(LimitId id, String organization, ZoneId zone, long amount) {}

  /** One limit as it is now; null if there is none. */
  public @Nullable Budget find(LimitId limit) throws SQLException {
    return list(limit.owner(), "", null, 100).budgets().stream()
        .filter(budget -> budget.account().limit().equals(limit))
        .findFirst()
        .orElse(null);
  }

  /**
   * Lists limits.
   *
   * @param owner of this one; empty for all
   * @param organization of it, its users and its keys; empty for all
   * @param after the last one of the page before; null for the first page
   */
  public Page list(String owner, String organization, @Nullable LimitId after, int size)
      throws SQLException {
    return transactions.read(connection -> {
      var limits = limits(connection, owner, organization, after, size + 1);
      boolean more = limits.size() > size;
      var page = more ? limits.subList(0, size) : limits;
      return new Page(budgets(connection, page), more ? page.getLast().id() : null);
    });
  }

  private static List<Limit> limits(
      Connection connection,
      String owner,
      String organization,
      @Nullable LimitId after,
      int rowsMax)
      throws SQLException {
    var sql =
        """
        SELECT p.owner, p.kind, p.period, p.organization, coalesce(z.zone, 'UTC'), p.amount
        FROM ledger.policy p LEFT JOIN ledger.time_zone z ON z.organization = p.organization
        WHERE p.amount IS NOT NULL AND (? = '' OR p.owner = ?) AND (? = '' OR p.organization = ?)
          AND (p.owner, p.kind, p.period) > (?, ?, ?)
        ORDER BY p.owner, p.kind, p.period LIMIT ?
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, owner);
      select.setString(2, owner);
      select.setString(3, organization);
      select.setString(4, organization);
      select.setString(5, after == null ? "" : after.owner());
      select.setString(6, after == null ? "" : after.kind().label());
      select.setString(7, after == null ? "" : after.period().label());
      select.setInt(8, rowsMax);
      try (var rows = select.executeQuery()) {
        var limits = new ArrayList<Limit>();
        while (rows.next()) {
          limits.add(limit(rows));
        }
        return limits;
      }
    }
  }

  private static Limit limit(ResultSet rows) throws SQLException {
    var id =
        new LimitId(
            LimitId.Kind.of(rows.getString(2)), rows.getString(1), Period.of(rows.getString(3)));
    return new Limit(id, rows.getString(4), ZoneId.of(rows.getString(5)), rows.getLong(6));
  }

  /** A window that nobody has used yet has no account. */
  private List<Budget> budgets(Connection connection, List<Limit> limits) throws SQLException {
    var now = clock.instant();
    var windows =
        limits.stream()
            .map(l -> new WindowAccount(l.id(), Window.at(l.id().period(), now, l.zone())))
            .toList();
    var used = used(connection, windows);
    var budgets = new ArrayList<Budget>();
    for (int i = 0; i < limits.size(); i++) {
      var limit = limits.get(i);
      var account = windows.get(i);
      var sums = used.getOrDefault(account.id(), new Used(0, 0));
      budgets.add(
          new Budget(
              account,
              limit.organization(),
              limit.zone(),
              account.window().endsAt(limit.zone()),
              limit.amount(),
              sums.posted(),
              sums.leased()));
    }
    return budgets;
  }

  private record Used(long posted, long leased) {}

  private static Map<String, Used> used(Connection connection, List<WindowAccount> windows)
      throws SQLException {
    var sql = "SELECT id, posted, leased FROM ledger.account WHERE id = ANY (?)";
    try (var select = connection.prepareStatement(sql)) {
      var ids = windows.stream().map(WindowAccount::id).toArray();
      select.setArray(1, connection.createArrayOf("text", ids));
      try (var rows = select.executeQuery()) {
        var used = new HashMap<String, Used>();
        while (rows.next()) {
          used.put(rows.getString(1), new Used(rows.getLong(2), rows.getLong(3)));
        }
        return used;
      }
    }
  }
}
