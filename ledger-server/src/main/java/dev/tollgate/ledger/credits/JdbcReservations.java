package dev.tollgate.ledger.credits;

import dev.tollgate.proto.ledger.v1.Admission;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Rows of reservations that are open: the ledger knows them by name and has no charge yet. */
final class JdbcReservations {
  private JdbcReservations() {}

  /** Names reservations that have been open for a while. */
  static void open(Connection connection, ReplicaId replica, Collection<Admission> admissions)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.open_reservation
          (replica, day, n, path, hold_nanocredits, hold_requests, request_id, admitted_at)
        SELECT ?, day, n, path::text[], hold_n, hold_r, request, admitted
        FROM unnest(?::int[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::timestamptz[])
          AS o (day, n, path, hold_n, hold_r, request, admitted)
        ON CONFLICT DO NOTHING
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setObject(1, replica.id());
      new Columns<>(insert, List.copyOf(admissions))
          .after(1)
          .ints(Admission::getDay)
          .longs(Admission::getN)
          .lists(Admission::getPathList)
          .longs(admission -> admission.getHold().getNanocredits())
          .longs(admission -> admission.getHold().getRequests())
          .text(Admission::getRequestId)
          .times(Admission::getAdmittedAtMs)
          .execute();
    }
  }

  /** The reservations have ended. */
  static void end(Connection connection, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    JdbcCharges.delete(connection, "ledger.open_reservation", replica, keys);
  }
}
