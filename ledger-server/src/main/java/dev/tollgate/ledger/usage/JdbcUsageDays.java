package dev.tollgate.ledger.usage;

import static java.util.stream.Collectors.joining;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;

/** Answers questions about usage from its daily sums. */
public final class JdbcUsageDays {
  private final Transactions transactions;

  public JdbcUsageDays(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Some groups in the order of their values, and the sum of all that there are.
   *
   * @param more whether there are groups after these
   */
  public record Page(List<UsageSum> sums, UsageSum total, boolean more) {}

  /**
   * Groups after one; none if the question tells none apart.
   *
   * @param after the last group of the page before; empty for the first page
   * @param size 1 or more
   */
  public Page sums(UsageQuestion question, List<String> after, int size) throws SQLException {
    return transactions.read(connection -> {
      if (question.by().isEmpty()) {
        return new Page(List.of(), inAll(connection, question), false);
      }
      var sums = groups(connection, question, after, size + 1);
      boolean more = sums.size() > size;
      // Where these are all groups there are, their rows need not be read again.
      var total =
          after.isEmpty() && !more && !sums.isEmpty()
              ? UsageSum.ofAll(sums)
              : inAll(connection, question);
      return new Page(more ? sums.subList(0, size) : sums, total, more);
    });
  }

  private static UsageSum inAll(Connection connection, UsageQuestion question) throws SQLException {
    var inAll = new UsageQuestion(question.only(), question.since(), question.until(), List.of());
    return groups(connection, inAll, List.of(), 1).getFirst();
  }

  private static List<UsageSum> groups(
      Connection connection, UsageQuestion question, List<String> after, int max)
      throws SQLException {
    try (var select = connection.prepareStatement(sql(question, !after.isEmpty()))) {
      int parameter = 0;
      select.setInt(++parameter, day(question.since()));
      select.setInt(++parameter, day(question.until()));
      for (var filter : question.only().entrySet()) {
        select.setString(++parameter, filter.getValue());
      }
      for (var value : after) {
        select.setString(++parameter, value);
      }
      select.setInt(++parameter, max);
      var sums = new ArrayList<UsageSum>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          sums.add(sum(rows, question.by().size()));
        }
      }
      return List.copyOf(sums);
    }
  }

  private static String sql(UsageQuestion question, boolean goesOn) {
    var by = question.by();
    var columns = new ArrayList<String>();
    by.forEach(dimension -> columns.add(dimension.sql()));
    // No sum is too large to be shown, if replicas report nonsense for long enough.
    columns.add(
        UsageMeasure.each(
            m -> "least(coalesce(sum(%s), 0), %d)::bigint".formatted(m.column(), Long.MAX_VALUE)));
    columns.add(UsageUnit.sums());
    var sql =
        new StringBuilder("SELECT " + String.join(", ", columns))
            .append(" FROM ledger.usage_day WHERE day BETWEEN ? AND ?");
    question.only().keySet().forEach(dimension -> sql.append(" AND ").append(dimension.is()));
    if (goesOn) {
      sql.append(
          " AND ROW(%s) > ROW(%s)".formatted(list(by, UsageDimension::sql), list(by, _ -> "?")));
    }
    if (!by.isEmpty()) {
      var groups = list(by, dimension -> Integer.toString(by.indexOf(dimension) + 1));
      sql.append(" GROUP BY ").append(groups).append(" ORDER BY ").append(groups);
    }
    return sql.append(" LIMIT ?").toString();
  }

  private static String list(List<UsageDimension> by, Function<UsageDimension, String> text) {
    return by.stream().map(text).collect(joining(", "));
  }

  private static UsageSum sum(ResultSet row, int dimensions) throws SQLException {
    var group = new ArrayList<String>();
    for (int i = 1; i <= dimensions; i++) {
      group.add(row.getString(i));
    }
    var measures = new EnumMap<UsageMeasure, Long>(UsageMeasure.class);
    int column = dimensions;
    for (var measure : UsageMeasure.values()) {
      measures.put(measure, row.getLong(++column));
    }
    var units = new EnumMap<UsageUnit, Long>(UsageUnit.class);
    for (var unit : UsageUnit.values()) {
      units.put(unit, row.getLong(++column));
    }
    return new UsageSum(group, measures, units);
  }

  private static int day(LocalDate date) {
    return Math.toIntExact(date.toEpochDay());
  }
}
