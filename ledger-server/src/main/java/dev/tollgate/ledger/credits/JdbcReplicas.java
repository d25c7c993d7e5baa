package dev.tollgate.ledger.credits;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of replicas, and the history that they belong to. */
final class JdbcReplicas {
  private JdbcReplicas() {}

  static UUID historyId(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement("SELECT history_id FROM ledger.ledger");
        var rows = select.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("ledger.ledger has no row");
      }
      return rows.getObject(1, UUID.class);
    }
  }

  /** Begins a new history: nothing is taken or granted before a replica has opened itself in it. */
  static UUID newHistory(Connection connection) throws SQLException {
    var sql = "UPDATE ledger.ledger SET history_id = gen_random_uuid() RETURNING history_id";
    try (var update = connection.prepareStatement(sql);
        var rows = update.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("ledger.ledger has no row");
      }
      return rows.getObject(1, UUID.class);
    }
  }

  static void add(Connection connection, ReplicaId replica, String hostBoot) throws SQLException {
    var sql =
        """
        INSERT INTO ledger.replica (id, shard, caller, epoch, host_boot, history_id)
        SELECT ?, ?, ?, 0, ?, history_id FROM ledger.ledger
        ON CONFLICT DO NOTHING
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setObject(1, replica.id());
      insert.setInt(2, replica.shard());
      insert.setString(3, replica.caller());
      insert.setString(4, hostBoot);
      insert.executeUpdate();
    }
  }

  static @Nullable ReplicaRow lock(Connection connection, ReplicaId replica, LedgerRows.Lock lock)
      throws SQLException {
    var sql =
        """
        SELECT caller, epoch, heartbeat, watermark, state, host_boot,
          history_id = (SELECT history_id FROM ledger.ledger),
          EXISTS (SELECT FROM ledger.foreign_usage f WHERE f.replica = r.id)
        FROM ledger.replica r WHERE id = ? AND shard = ?
        """
            + lock.name().replace('_', ' ');
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setInt(2, replica.shard());
      try (var rows = select.executeQuery()) {
        return rows.next()
            ? new ReplicaRow(
                rows.getString(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getString(5),
                rows.getString(6),
                rows.getBoolean(7),
                rows.getBoolean(8))
            : null;
      }
    }
  }

  static void save(Connection connection, ReplicaId replica, ReplicaRow row) throws SQLException {
    var sql =
        """
        UPDATE ledger.replica SET epoch = ?, heartbeat = ?, watermark = ?, state = ?
        WHERE id = ? AND shard = ?
        """;
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, row.epoch());
      update.setLong(2, row.heartbeat());
      update.setLong(3, row.watermark());
      update.setString(4, row.state());
      update.setObject(5, replica.id());
      update.setInt(6, replica.shard());
      update.executeUpdate();
    }
  }

  static void bind(Connection connection, ReplicaId replica, UUID history, long silentMillis)
      throws SQLException {
    var sql = "UPDATE ledger.replica SET history_id = ?, silent_ms = ? WHERE id = ? AND shard = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setObject(1, history);
      update.setLong(2, silentMillis);
      update.setObject(3, replica.id());
      update.setInt(4, replica.shard());
      update.executeUpdate();
    }
  }

  /** What a replica has leased or open still, in words; null if nothing. */
  static @Nullable String unfinished(Connection connection, ReplicaId replica) throws SQLException {
    var sql =
        """
        SELECT account || ' has ' || outstanding || ' outstanding'
        FROM ledger.lease WHERE replica = ? AND shard = ? AND outstanding > 0
        UNION ALL
        SELECT 'reservation ' || n || ' of day ' || day || ' is open'
        FROM ledger.open_reservation WHERE replica = ?
        LIMIT 1
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setInt(2, replica.shard());
      select.setObject(3, replica.id());
      try (var rows = select.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  /** Of every replica that has not ended. */
  static List<Heartbeat> heartbeats(Connection connection) throws SQLException {
    var sql =
        """
        SELECT id, shard, epoch, caller, heartbeat, silent_ms FROM ledger.replica
        WHERE state IN ('live', 'draining')
        """;
    var heartbeats = new ArrayList<Heartbeat>();
    try (var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        var replica =
            new ReplicaId(
                rows.getObject(1, UUID.class), rows.getInt(2), rows.getLong(3), rows.getString(4));
        heartbeats.add(new Heartbeat(replica, rows.getLong(5), rows.getLong(6)));
      }
    }
    return heartbeats;
  }
}
