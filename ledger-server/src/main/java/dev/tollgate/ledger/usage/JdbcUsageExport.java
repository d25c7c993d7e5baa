package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.proto.ledger.v1.Charge;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Reads all charges of a day, page by page, in the order in which they were written. */
public final class JdbcUsageExport {
  private final Transactions transactions;

  public JdbcUsageExport(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Filters that hold together; an empty one lets everything through. */
  public record Filter(String organizationId, String userId, String keyId) {}

  /**
   * Some charges.
   *
   * @param last id of the last of them; 0 if there is none
   * @param next what to ask for the ones after them; 0 if there are none
   */
  public record Page(List<Charge> charges, long last, long next) {}

  /**
   * Charges after a position.
   *
   * @param day of admission, in UTC
   * @param after the {@code next} of the page before; 0 for the first
   */
  public Page read(LocalDate day, Filter filter, long after, int size) throws SQLException {
    var sql =
        """
        SELECT * FROM ledger.charge
        WHERE day = ? AND id > ? AND (? = '' OR organization_id = ?) AND (? = '' OR user_id = ?)
          AND (? = '' OR key_id = ?)
        ORDER BY id LIMIT ?
        """;
    return transactions.read(connection -> {
      try (var select = connection.prepareStatement(sql)) {
        select.setInt(1, Math.toIntExact(day.toEpochDay()));
        select.setLong(2, after);
        select.setString(3, filter.organizationId());
        select.setString(4, filter.organizationId());
        select.setString(5, filter.userId());
        select.setString(6, filter.userId());
        select.setString(7, filter.keyId());
        select.setString(8, filter.keyId());
        select.setInt(9, size);
        try (var rows = select.executeQuery()) {
          return page(rows, size);
        }
      }
    });
  }

  private static Page page(ResultSet rows, int size) throws SQLException {
    var charges = new ArrayList<Charge>();
    long last = 0;
    while (rows.next()) {
      last = rows.getLong("id");
      charges.add(JdbcUsage.charge(rows));
    }
    return new Page(charges, last, charges.size() < size ? 0 : last);
  }
}
