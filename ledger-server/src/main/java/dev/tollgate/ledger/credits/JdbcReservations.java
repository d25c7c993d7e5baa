package dev.tollgate.ledger.credits;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Rows of reservations without a final charge: the open ones, which the ledger knows by name, and
 * usage by another road that waits for their owner.
 */
final class JdbcReservations {
  private JdbcReservations() {}

  /** Names reservations that have been open for a while. */
  static void open(Connection connection, ReplicaId replica, Collection<Admission> admissions)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.open_reservation
          (replica, day, n, path, hold_nanocredits, hold_requests, hold_spend, request_id, admitted_at, admission)
        SELECT ?, day, n, path::text[], hold_n, hold_r, hold_s, request, timestamptz 'epoch' + admitted * interval '1 ms', admission
        FROM unnest(?::int[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[],
          ?::bytea[])
          AS o (day, n, path, hold_n, hold_r, hold_s, request, admitted, admission)
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
          .optional(admission -> JdbcCharges.spend(admission.getHold()))
          .text(Admission::getRequestId)
          .times(Admission::getAdmittedAtMs)
          .bytes(admission -> admission)
          .execute();
    }
  }

  /** The reservations have ended. */
  static void end(Connection connection, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    JdbcCharges.delete(connection, "ledger.open_reservation", replica, keys);
  }

  /** All of a replica. */
  static List<Admission> open(Connection connection, ReplicaId replica) throws SQLException {
    var sql =
        """
        SELECT admission, day, n, path, hold_nanocredits, hold_requests, request_id
        FROM ledger.open_reservation WHERE replica = ? ORDER BY day, n
        """;
    var open = new ArrayList<Admission>();
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          open.add(admission(rows));
        }
      }
    }
    return open;
  }

  private static Admission admission(ResultSet row) throws SQLException {
    var whole = row.getBytes(1);
    try {
      return whole == null ? named(row) : Admission.parseFrom(whole);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("an open reservation has an admission that is none", e);
    }
  }

  /** One that was named before its admission was kept. */
  private static Admission named(ResultSet row) throws SQLException {
    return Admission.newBuilder()
        .setDay(row.getInt(2))
        .setN(row.getLong(3))
        .addAllPath(List.of((String[]) row.getArray(4).getArray()))
        .setHold(Vectors.of(row.getLong(5), row.getLong(6)))
        .setRequestId(row.getString(7))
        .build();
  }

  /** Keeps usage for an owner that may still report. */
  static void keep(Connection connection, ReplicaId replica, Collection<ForeignUsage> usages)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.foreign_usage (replica, day, n, report)
        SELECT ?, * FROM unnest(?::int[], ?::bigint[], ?::bytea[])
        ON CONFLICT DO NOTHING
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setObject(1, replica.id());
      new Columns<>(insert, List.copyOf(usages))
          .after(1)
          .ints(usage -> usage.getAdmission().getDay())
          .longs(usage -> usage.getAdmission().getN())
          .bytes(usage -> usage)
          .execute();
    }
  }

  /** Some of the usage that waits for a replica, now these and now those. */
  static List<ForeignUsage> kept(Connection connection, ReplicaId replica, int max)
      throws SQLException {
    var sql =
        """
        SELECT report FROM ledger.foreign_usage f
        WHERE replica = ? AND NOT EXISTS (
          SELECT FROM ledger.charge c
          WHERE c.day = f.day AND c.replica = f.replica AND c.n = f.n AND c.kind <> 'dark')
        ORDER BY random() LIMIT ?
        """;
    var kept = new ArrayList<ForeignUsage>();
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setInt(2, max);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          kept.add(ForeignUsage.parseFrom(rows.getBytes(1)));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("usage by another road is kept that is none", e);
    }
    return kept;
  }

  /** Usage waits for the reservations no longer. */
  static void forget(Connection connection, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    JdbcCharges.delete(connection, "ledger.foreign_usage", replica, keys);
  }
}
