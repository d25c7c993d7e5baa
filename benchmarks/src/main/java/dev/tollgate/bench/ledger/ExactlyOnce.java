package dev.tollgate.bench.ledger;

import dev.tollgate.bench.Subject;
import java.io.IOException;
import java.sql.SQLException;

/** Checks what the ledger has after the load, by SQL of its own and by the ledger's own books. */
final class ExactlyOnce {
  /** Charges, how many of them differ in their request, and what they cost in all. */
  private static final String OF_REPLICA =
      """
      SELECT count(*), count(DISTINCT request_id), count(DISTINCT n), coalesce(max(n), 0), coalesce(sum(cost_nanocredits), 0)
      FROM ledger.charge WHERE replica = ?
      """;

  private ExactlyOnce() {}

  /**
   * Returns how many charges there are.
   *
   * @throws IOException naming what is lost, double or wrong
   */
  static long check(Subject subject, Fleet fleet) throws IOException {
    long repeated = 0;
    long charges = 0;
    for (var replica : fleet.replicas()) {
      repeated += replica.repeatLast();
      requireEach(subject, replica);
      charges += replica.charged();
    }
    if (repeated < 1) {
      throw new IOException("no report was repeated");
    }
    var books = subject.verify();
    if (!books.getHolds() || books.getChargesChecked() != charges) {
      throw new IOException(
          "the ledger does not hold: %d charges were acknowledged, %d checked, differences %s"
              .formatted(charges, books.getChargesChecked(), books.getDifferencesList()));
    }
    return charges;
  }

  private static void requireEach(Subject subject, ReplicaStream replica) throws IOException {
    long sent = replica.charged();
    var expected =
        "%1$d charges of %1$d requests, numbers 1 to %1$d, cost %2$d"
            .formatted(sent, Math.multiplyExact(sent, replica.costNanocredits()));
    var found = found(subject, replica);
    if (!found.equals(expected)) {
      throw new IOException("replica %s: %s, expected %s".formatted(replica.id(), found, expected));
    }
  }

  private static String found(Subject subject, ReplicaStream replica) throws IOException {
    try (var connection = subject.database();
        var select = connection.prepareStatement(OF_REPLICA)) {
      select.setObject(1, replica.id());
      try (var row = select.executeQuery()) {
        row.next();
        return "%d charges of %d requests, numbers %s to %d, cost %s"
            .formatted(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3) == row.getLong(4) ? "1" : "with gaps",
                row.getLong(4),
                row.getBigDecimal(5));
      }
    } catch (SQLException e) {
      throw new IOException("the charges cannot be counted", e);
    }
  }
}
